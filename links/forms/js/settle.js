// Resolves once nothing of the document has changed for `given.quiet` ms, or after `given.most` ms;
// sooner once there is what `given.until` selects.
return new Promise((resolve) => {
  let timer = setTimeout(() => done(true), given.quiet);
  const quiet = () => (given.until && document.querySelector(given.until) ? 150 : given.quiet);
  const watch = new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(() => done(true), quiet()); });
  const last = setTimeout(() => done(false), given.most);
  const done = (calm) => { watch.disconnect(); clearTimeout(timer); clearTimeout(last); resolve(calm); };
  watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
});
