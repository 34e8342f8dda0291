import { AppError } from '../base/index.ts';
import { openStorage, type Storage } from '../storage/index.ts';
import { connectAnalysis, connectExport, connectTraining, connectVideo, holdLock } from '../workers/index.ts';
import { visitCases } from './cases/visit-cases.ts';
import { visitPosters } from './cases/visit-posters.ts';
import { livePage } from './live/live-page.ts';
import { readShipped } from './model-shelf.ts';
import { Notices } from './notices.svelte.ts';
import { emptyArchive, settingsIn } from './stores.ts';
import { trainingStores } from './training-stores.ts';
import { pageTraffic } from './traffic.svelte.ts';
import { visitModels } from './visit-models.ts';
import { sampleName, Workspace } from './workspace.svelte.ts';

/** A page that is being left lets go of its case within this time, ms. */
const casePatienceMs = 2000;

/** The workspace of the page: its workers, its storage, its clock. */
export async function connectWorkspace(): Promise<Workspace> {
  const notices = new Notices();
  const storage = await openStorage().catch((error: unknown): Storage | null => {
    notices.report(error);
    return null;
  });
  return new Workspace({
    video: connectVideo(),
    analysis: connectAnalysis(),
    models: {
      shelf: { list: listModels, url: (id) => address(`models/${id}/`) },
      readShipped: (url) => readShipped(url, (path) => fetched(path, 'The shipped model could not be read.')),
      models: storage?.models ?? visitModels(),
    },
    notices,
    settings: settingsIn(storage, notices),
    archive: storage?.analyses ?? emptyArchive(),
    posters: storage?.posters ?? visitPosters(),
    cases: {
      store: storage?.cases ?? visitCases(),
      hold: (id) => holdLock(`vigil-case/${id}`, casePatienceMs, new AbortController().signal),
      newId: () => crypto.randomUUID(),
    },
    exports: { connect: connectExport },
    features: storage?.features ?? null,
    training: { connect: connectTraining, ...trainingStores(storage) },
    traffic: pageTraffic(),
    live: livePage(),
    clock: { now: () => performance.now(), nextTick: nextFrame },
    now: () => Date.now(),
    fetchSample,
    fetchVerifier,
  });
}

/** Resolves at the next displayed frame, or soon when the page is hidden and shows none. */
function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    if (document.hidden) setTimeout(resolve, 50);
    else requestAnimationFrame(() => resolve());
  });
}

function address(path: string): string {
  return new URL(path, document.baseURI).href;
}

async function listModels(): Promise<readonly string[]> {
  const response = await fetched('models/index.json', 'The list of models could not be read.');
  const { models } = (await response.json()) as { models: string[] };
  return models;
}

async function fetchSample(): Promise<File> {
  const response = await fetched(`sample/${sampleName}`, 'The sample could not be read.');
  return new File([await response.blob()], sampleName, { type: 'video/mp4' });
}

async function fetchVerifier(): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetched('verify.html', 'The verifier page could not be read.');
  return new Uint8Array(await response.arrayBuffer());
}

async function fetched(path: string, message: string): Promise<Response> {
  const remedy = 'Check the connection and reload the page.';
  const response = await fetch(address(path)).catch((cause: unknown) => {
    throw new AppError('file-unreadable', message, { remedy, cause });
  });
  if (!response.ok)
    throw new AppError('file-unreadable', message, { remedy, details: { status: response.status } });
  return response;
}
