import { type GraphiQLPlugin, pick, useGraphiQL, useGraphiQLActions } from "@graphiql/react";

import { type Example, examples } from "./examples";

/** Goes to the tab that holds the example as it stands; opens a new one where it was edited or closed. */
function useOpenExample(): (example: Example) => void {
  const { addTab, changeTab, updateActiveTabValues } = useGraphiQLActions();
  const { tabs, queryEditor, variableEditor } = useGraphiQL(
    pick("tabs", "queryEditor", "variableEditor"),
  );
  return ({ query, variables }) => {
    const index = tabs.findIndex((tab) => tab.query === query && (tab.variables ?? "") === variables);
    if (index >= 0) {
      changeTab(index);
      return;
    }
    addTab();
    queryEditor?.setValue(query);
    variableEditor?.setValue(variables);
    updateActiveTabValues({ query, variables });
  };
}

function ExamplesPanel() {
  const openExample = useOpenExample();
  const { tabs, activeTabIndex, fetchError } = useGraphiQL(
    pick("tabs", "activeTabIndex", "fetchError"),
  );
  const open = tabs[activeTabIndex]?.query;
  return (
    <section className="retinue-examples" aria-label="Examples">
      <h2>Examples</h2>
      <p>
        Who stood behind whom, on any day, as known on any day, and who says so. Choose a question,
        then press <b>▶</b>. Change the days in the variables and ask again.
      </p>
      {fetchError ? (
        <p className="retinue-trouble" role="alert">
          The service did not tell its schema. Start it with <code>make run</code>, then reload this
          page.
        </p>
      ) : null}
      <ol>
        {examples.map((example) => (
          <li key={example.question}>
            <button
              type="button"
              aria-current={example.query === open}
              onClick={() => openExample(example)}
            >
              <b>{example.question}</b>
              {example.detail && example.query === open ? <span>{example.detail}</span> : null}
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

function ExamplesIcon() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M4 5.5h16a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-7l-4.5 4v-4H4a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1Z" />
      <path d="M7.5 9.5h9M7.5 12.5h6" />
    </svg>
  );
}

/** All examples in a panel of their own, so that a new version is in reach whatever the stored tabs hold. */
export const EXAMPLES_PLUGIN: GraphiQLPlugin = {
  title: "Examples",
  icon: ExamplesIcon,
  content: ExamplesPanel,
};
