import { AppError, isAbort, messageOf } from '../base/index.ts';

export interface Remedy {
  readonly label: string;
  readonly run: () => void;
}

export interface Notice {
  readonly id: number;
  readonly tone: 'info' | 'problem' | 'unexpected';
  /** One plain sentence. */
  readonly message: string;
  readonly hint?: string;
  /** For copying, when something went wrong that nobody foresaw. */
  readonly details?: string;
  readonly remedy?: Remedy;
}

type NoticeText = Omit<Notice, 'id'>;

/** What the app has to tell the person, newest last. */
export class Notices {
  #list = $state.raw<readonly Notice[]>([]);
  #nextId = 1;

  get list(): readonly Notice[] {
    return this.#list;
  }

  /** Says a sentence once: the same sentence still on screen is not repeated. */
  tell(message: string, remedy?: Remedy, hint?: string): void {
    this.#add({ tone: 'info', message, ...(remedy ? { remedy } : {}), ...(hint ? { hint } : {}) });
  }

  /** Abort is silent, an AppError is its sentence and a remedy, anything else is an unexpected-error card. */
  report(error: unknown, remedy?: Remedy): void {
    if (isAbort(error)) return;
    const button = remedy ? { remedy } : {};
    if (error instanceof AppError && error.code !== 'unexpected') {
      this.#add({
        tone: 'problem',
        message: error.message,
        ...(error.remedy ? { hint: error.remedy } : {}),
        ...button,
      });
    } else {
      this.#add({
        tone: 'unexpected',
        message: 'Something unexpected went wrong.',
        details: describe(error),
        ...button,
      });
    }
  }

  dismiss(id: number): void {
    this.#list = this.#list.filter((notice) => notice.id !== id);
  }

  #add(text: NoticeText): void {
    const isShown = this.#list.some((n) => n.message === text.message && n.details === text.details);
    if (!isShown) this.#list = [...this.#list, { ...text, id: this.#nextId++ }];
  }
}

function describe(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const own = error instanceof AppError ? `\n${JSON.stringify(error.details)}` : '';
  return stack.includes(messageOf(error)) ? stack + own : `${messageOf(error)}\n${stack}${own}`.trim();
}
