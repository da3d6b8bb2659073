import type { Example } from "./examples";

/**
 * Puts the first example where GraphiQL looks for what was in its editors last. Without that it opens
 * the first tab with an empty variables editor, although the tab has variables.
 * Likewise the proportions of the panes. Where tabs are stored already, they are left alone.
 */
export function prepareFirstVisit(first: Example, storage: Storage = localStorage): void {
  if (storage.getItem("graphiql:tabState") !== null) return;
  storage.setItem("graphiql:query", first.query);
  storage.setItem("graphiql:variables", first.variables);
  // How much wider or higher a pane is than the one after it: the panel is to leave room for the
  // answer, the variables for the query.
  storage.setItem("graphiql:docExplorerFlex", "0.3");
  storage.setItem("graphiql:secondaryEditorFlex", "4");
}
