import { AppError, messageOf, type ErrorCode } from '../../base/index.ts';

type Kind = 'camera' | 'screen';

interface Sentence {
  readonly code: ErrorCode;
  readonly message: string;
  readonly remedy: string;
}

/** What a browser's refusal means, by the name of its error (W3C Media Capture, getUserMedia and Screen Capture). */
const sentences: Readonly<Record<Kind, Readonly<Record<string, Sentence>>>> = {
  camera: {
    NotAllowedError: refused(
      'The browser was told not to give Vigil the camera.',
      'Allow the camera for this page beside the browser’s address, then start again.',
    ),
    NotFoundError: missing('No camera was found.', 'Connect a camera, or share a screen instead.'),
    OverconstrainedError: missing('That camera is not connected any more.', 'Choose another source.'),
    NotReadableError: missing(
      'The camera gives no picture: another program may be using it.',
      'Close the other program, then start again.',
    ),
  },
  screen: {
    NotAllowedError: refused('No screen was shared.', 'Start again and choose a screen or window.'),
    NotFoundError: missing('There is no screen that could be shared.', 'Choose a camera instead.'),
    NotReadableError: missing('The system does not let this screen be shared.', 'Choose another window.'),
    NotSupportedError: missing('This browser cannot share a screen.', 'Choose a camera instead.'),
    TypeError: missing('This browser cannot share a screen.', 'Choose a camera instead.'),
  },
};

/** A browser's refusal as one sentence; anything that is none stays what it is. */
export function captureError(error: unknown, kind: Kind): unknown {
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  const sentence = Object.hasOwn(sentences[kind], name) ? sentences[kind][name] : undefined;
  if (!sentence) return error;
  const { code, message, remedy } = sentence;
  return new AppError(code, message, { remedy, cause: messageOf(error) });
}

/** The source ended by itself. */
export function captureEnded(kind: Kind): Sentence {
  return kind === 'screen'
    ? missing('Sharing was ended in the browser.', 'Start again to share once more.')
    : missing(
        'The camera stopped: it was unplugged, or its permission was taken back.',
        'Connect it and start again.',
      );
}

function refused(message: string, remedy: string): Sentence {
  return { code: 'capture-refused', message, remedy };
}

function missing(message: string, remedy: string): Sentence {
  return { code: 'capture-unavailable', message, remedy };
}
