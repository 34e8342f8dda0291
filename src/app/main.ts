import { mount } from 'svelte';
import { connectWorkspace } from '../state/index.ts';
import App from './App.svelte';
import { registerServiceWorker } from './register-service-worker.ts';
import { watchDevice } from './watch-device.ts';

const workspace = await connectWorkspace();
self.addEventListener('error', ({ error, message }) => workspace.notices.report(error ?? new Error(message)));
self.addEventListener('unhandledrejection', ({ reason }) => workspace.notices.report(reason));
workspace.navigation.follow(window);
await workspace.start();
mount(App, { target: document.getElementById('app') as HTMLElement, props: { workspace } });
watchDevice(workspace);
await registerServiceWorker(workspace);
