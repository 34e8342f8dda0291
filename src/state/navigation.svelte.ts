/** Which screen is shown: the first part of the address's hash, so that it works under any path without a server. */
export class Navigation {
  #path = $state('');
  #target: Pick<Location, 'hash'> | null = null;

  get path(): string {
    return this.#path;
  }

  /** Follows the address from now on. */
  follow(page: Window): () => void {
    const read = (): void => void (this.#path = page.location.hash.replace(/^#\/?/, ''));
    this.#target = page.location;
    read();
    page.addEventListener('hashchange', read);
    return () => page.removeEventListener('hashchange', read);
  }

  go(path: string): void {
    this.#path = path;
    if (this.#target) this.#target.hash = `#/${path}`;
  }
}
