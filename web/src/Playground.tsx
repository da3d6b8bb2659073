import { explorerPlugin } from "@graphiql/plugin-explorer";
import { GraphiQL, HISTORY_PLUGIN } from "graphiql";

import { EditorHabits } from "./EditorHabits";
import { EXAMPLES_PLUGIN } from "./ExamplesPanel";
import { examples } from "./examples";
import { fetcher } from "./fetcher";

// Made once: GraphiQL compares plugins by identity.
const PLUGINS = [EXAMPLES_PLUGIN, explorerPlugin(), HISTORY_PLUGIN];

const TABS = examples.map(({ query, variables }) => ({ query, variables }));

/** GraphiQL with the examples as tabs. Whatever the visitor changes stays in the browser's own storage. */
export function Playground() {
  return (
    <GraphiQL
      fetcher={fetcher}
      plugins={PLUGINS}
      visiblePlugin={EXAMPLES_PLUGIN}
      defaultTabs={TABS}
      defaultEditorToolsVisibility="variables"
    >
      <GraphiQL.Logo>
        <h1 className="retinue-heading">
          Retinue <span>playground</span>
        </h1>
        <EditorHabits />
      </GraphiQL.Logo>
    </GraphiQL>
  );
}
