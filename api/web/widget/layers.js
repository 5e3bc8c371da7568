// Layers over a page on a small screen: Back closes the last one, and leaves neither the page nor its site.
let layers = [];
// entries to go back over, of layers that were closed otherwise
let leaving = 0;
// how often the browser will tell of that
let ours = 0;

function popped() {
  if (ours) {
    ours -= 1;
    return;
  }
  const last = layers.pop();
  if (!last) return;
  last.gone = true;
  last.close();
}

/** Begins a layer, which `close` closes; the function to call once it is closed, however it came to that. */
export function layer(close) {
  const made = { close, gone: false };
  // the same function twice counts once
  addEventListener("popstate", popped);
  layers.push(made);
  history.pushState({ ...history.state, layer: layers.length }, "");
  return () => {
    if (made.gone) return;
    made.gone = true;
    layers = layers.filter((one) => one !== made);
    leaving += 1;
    if (leaving > 1) return;
    queueMicrotask(() => {
      ours += 1;
      history.go(-leaving);
      leaving = 0;
    });
  };
}
