import { explorerPlugin } from "@graphiql/plugin-explorer";
import { GraphiQL, HISTORY_PLUGIN } from "graphiql";

import { EditorHabits } from "./EditorHabits";
import { EXAMPLES_PLUGIN } from "./ExamplesPanel";
import { examples } from "./examples";
import { fetcher } from "./fetcher";
import { OpenPermalink, PERMALINK_PLUGIN, PermalinkButton, PinnedNotice } from "./PermalinkPanel";
import type { Permalink } from "./permalinks";

// Made once: GraphiQL compares plugins by identity.
const PLUGINS = [EXAMPLES_PLUGIN, PERMALINK_PLUGIN, explorerPlugin(), HISTORY_PLUGIN];

const TABS = examples.map(({ query, variables }) => ({ query, variables }));

interface Props {
  /** The permalink under whose address the page was opened. */
  permalink: Permalink | null;
  /** Whether the page was opened under the address of a permalink, be it one that could not be fetched. */
  atPermalink: boolean;
}

/** GraphiQL with the examples as tabs. Whatever the visitor changes stays in the browser's own storage. */
export function Playground({ permalink, atPermalink }: Props) {
  return (
    <GraphiQL
      fetcher={fetcher}
      plugins={PLUGINS}
      visiblePlugin={atPermalink ? PERMALINK_PLUGIN : EXAMPLES_PLUGIN}
      // The headers of a tab say which data version it reads: without them it would read another after a reload.
      shouldPersistHeaders
      defaultTabs={TABS}
      defaultEditorToolsVisibility="variables"
    >
      <GraphiQL.Logo>
        <h1 className="retinue-heading">
          Retinue <span>playground</span>
        </h1>
        <EditorHabits />
        {permalink ? <OpenPermalink permalink={permalink} /> : null}
      </GraphiQL.Logo>
      <GraphiQL.Toolbar>
        {({ prettify, merge, copy }) => (
          <>
            {prettify}
            {merge}
            {copy}
            <PermalinkButton />
          </>
        )}
      </GraphiQL.Toolbar>
      <GraphiQL.Footer>
        <PinnedNotice />
      </GraphiQL.Footer>
    </GraphiQL>
  );
}
