import { expect } from 'vitest';
import { AppError, detachedTask } from '../../../src/base/index.ts';
import { unpackModel } from '../../../src/model/index.ts';

/** Every refusal names the file, says what is wrong in one sentence, and has a remedy. */
export async function expectRefusal(file: File, code: string, sentence: RegExp): Promise<void> {
  const error: unknown = await unpackModel(file, detachedTask().signal).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(AppError);
  const { code: found, message, remedy } = error as AppError;
  expect(message).toMatch(sentence);
  expect(message).toContain(file.name);
  expect(message.endsWith('.')).toBe(true);
  expect(found).toBe(code);
  expect(remedy).toMatch(/choose|export|copy/i);
}
