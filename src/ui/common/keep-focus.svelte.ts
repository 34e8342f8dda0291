/**
 * Hands the focus to the page's main part before a screen is replaced whose control holds it, as the button does that
 * was pressed: the keys and a screen reader then go on at the new screen's beginning. Left to the browser, the focus is
 * lost, and taking it from a control that is being removed makes the browser lay out the new screen at once.
 * Call it while the component is set up that chooses the screen.
 * @param screen which screen is chosen
 */
export function keepFocusInMain(screen: () => string): void {
  let before = screen();
  $effect.pre(() => {
    const now = screen();
    if (now === before) return;
    before = now;
    const main = document.getElementById('main');
    if (main?.contains(document.activeElement)) main.focus({ preventScroll: true });
  });
}
