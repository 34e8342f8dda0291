import { count, type Sources, type Workspace } from '../../state/index.ts';
import { hasHandlePickers, pickFiles, pickFolder } from '../common/drop-sources.ts';

/** Takes footage in and shows it; says what was passed over. */
export async function takeFootage(
  { cases, navigation, notices }: Workspace,
  gathering: Promise<Sources | null>,
): Promise<void> {
  try {
    const sources = await gathering;
    if (!sources) return;
    if (sources.files.length === 0) {
      const hint = 'Choose a folder that holds video files.';
      notices.tell('There is no footage in that folder.', undefined, hint);
      return;
    }
    navigation.go('footage');
    await cases.receive(sources);
    if (sources.skipped > 0)
      notices.tell(`${count(sources.skipped, 'file')} in the folder passed over: not video by name.`);
  } catch (error) {
    notices.report(error);
  }
}

/** Lets the person choose: by the picker that gives handles where there is one, else by the page's own inputs. */
export function chooseFootage(workspace: Workspace, what: 'files' | 'folder'): void {
  if (!hasHandlePickers()) return document.getElementById(`choose-${what}`)?.click();
  const { signal } = new AbortController();
  void takeFootage(workspace, what === 'files' ? pickFiles(signal) : pickFolder(signal));
}
