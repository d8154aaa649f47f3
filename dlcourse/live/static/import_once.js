// The module of every widget of a lab: it fetches the widget's own, whose text the widget brings along.
// A page never lets go of a module that it has imported, and a lab's cell is run again and again. So each text is
// imported once, however many widgets bring it.

/** Text of a module → the module, or the promise of it. */
const MODULES = (globalThis.__dlcourse_modules ??= new Map());

function importOnce(text) {
  if (!MODULES.has(text)) {
    const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    const module = import(url).finally(() => URL.revokeObjectURL(url));
    module.catch(() => MODULES.delete(text));
    MODULES.set(text, module);
  }
  return MODULES.get(text);
}

export default {
  async render(view) {
    const { default: module } = await importOnce(view.model.get("_script"));
    const leave = module.render(view);
    return () => {
      leave?.();
      view.el.replaceChildren(); // JupyterLab keeps a closed widget (4.6, its comms listen to the kernel for ever)
    };
  },
};
