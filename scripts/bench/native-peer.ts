import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface NativePeer extends Disposable {
  /** Seconds for one scan of the clip. */
  scan(): Promise<number>;
}

/** Starts scripts/bench/native_scan.py and waits until its network stands. @throws Error when PyTorch is not there */
export async function startNativePeer(clip: string): Promise<NativePeer> {
  const child = spawn('/usr/bin/python3', ['scripts/bench/native_scan.py', clip], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async () => {
    const { done, value } = await lines.next();
    if (done)
      throw new Error('The native peer ended: it needs the Debian packages python3-torch and ffmpeg.');
    return value;
  };
  await nextLine();
  return {
    async scan() {
      child.stdin.write('scan\n');
      return (JSON.parse(await nextLine()) as { seconds: number }).seconds;
    },
    [Symbol.dispose]: () => child.kill(),
  };
}
