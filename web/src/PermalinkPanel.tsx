import {
  type GraphiQLPlugin,
  pick,
  ToolbarButton,
  useGraphiQL,
  useGraphiQLActions,
} from "@graphiql/react";
import { useEffect, useState } from "react";

import {
  makePermalink,
  type Permalink,
  pinned,
  show,
  useShown,
  variablesText,
  versionIn,
} from "./permalinks";

function PermalinkIcon() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1.6 1.7" />
      <path d="M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7l1.6-1.7" />
    </svg>
  );
}

/** Keeps what stands in the editors, and shows its address and how to cite it. */
export function PermalinkButton() {
  const { setVisiblePlugin } = useGraphiQLActions();
  const { queryEditor, variableEditor, headerEditor, tabs, activeTabIndex } = useGraphiQL(
    pick("queryEditor", "variableEditor", "headerEditor", "tabs", "activeTabIndex"),
  );
  const make = async () => {
    const tab = tabs[activeTabIndex];
    try {
      const permalink = await makePermalink(
        queryEditor?.getValue() ?? tab?.query ?? "",
        variableEditor?.getValue() ?? tab?.variables ?? "",
        headerEditor?.getValue() ?? tab?.headers ?? "",
        tab?.operationName ?? null,
      );
      show({ permalink, trouble: null });
    } catch (error) {
      show({ permalink: null, trouble: (error as Error).message });
    }
    setVisiblePlugin(PERMALINK_PLUGIN);
  };
  return (
    <ToolbarButton label="Permalink: a lasting address for this query, and how to cite it" onClick={make}>
      <span className="graphiql-toolbar-icon retinue-icon">
        <PermalinkIcon />
      </span>
    </ToolbarButton>
  );
}

function Copied({ title, text }: { title: string; text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <div className="retinue-copied">
      <h3>{title}</h3>
      <button type="button" onClick={copy} aria-label={`Copy ${title}`}>
        {copied ? "Copied" : "Copy"}
      </button>
      <pre>{text}</pre>
    </div>
  );
}

function viewText({ asOf, knownAt, certainty, policy }: Permalink["views"][number]): string {
  const certain = certainty === "CERTAIN" ? ", only what holds for certain" : "";
  const rules = Object.entries(policy ?? {}).map(([name, value]) => `${name}: ${[value].flat().join(", ")}`);
  const under = policy ? `, under the policy (${rules.join("; ")})` : "";
  return `${asOf ? `as of ${asOf}` : "of all time"}, as known on ${knownAt}${certain}${under}`;
}

function PermalinkPanel() {
  const { permalink, trouble } = useShown();
  return (
    <section className="retinue-permalink" aria-label="Permalink">
      <h2>Permalink</h2>
      {trouble ? (
        <p className="retinue-trouble" role="alert">
          {trouble}
        </p>
      ) : null}
      {permalink ? (
        <>
          <p>
            <a href={`/p/${permalink.id}`}>{permalink.url}</a>
          </p>
          <p>
            <b>{permalink.title}</b>
            <br />
            {permalink.views.map(viewText).join("; ")}; data version {permalink.dataVersion}.
          </p>
          <p>Opened under this address, the query gives the same answer whatever is imported later.</p>
          <Copied title="Citation" text={permalink.citation.text} />
          <Copied title="BibTeX" text={permalink.citation.bibtex.trim()} />
          <Copied title="CSL-JSON" text={JSON.stringify([permalink.citation.csl], null, 2)} />
        </>
      ) : trouble ? null : (
        <p>
          The chain above the answer makes a lasting address for the query in the editor, with its
          variables and the data version that it reads, and says how to cite it.
        </p>
      )}
    </section>
  );
}

export const PERMALINK_PLUGIN: GraphiQLPlugin = {
  title: "Permalink",
  icon: PermalinkIcon,
  content: PermalinkPanel,
};

/** Says below the answer which data version the open tab reads, where that is not the present one. */
export function PinnedNotice() {
  const { updateActiveTabValues } = useGraphiQLActions();
  const { tabs, activeTabIndex, headerEditor } = useGraphiQL(
    pick("tabs", "activeTabIndex", "headerEditor"),
  );
  const version = versionIn(tabs[activeTabIndex]?.headers);
  if (version === null) return null;
  const unpin = () => {
    headerEditor?.setValue("");
    updateActiveTabValues({ headers: "" });
  };
  return (
    <p className="retinue-pinned" role="status">
      This tab reads data version {version}, as its permalink does.{" "}
      <button type="button" onClick={unpin}>
        Read the present one
      </button>
    </p>
  );
}

let openedAlready = false;

/** Opens a permalink in a tab of its own, or goes to the tab that holds it. Draws nothing. */
export function OpenPermalink({ permalink }: { permalink: Permalink }) {
  const { addTab, changeTab, updateActiveTabValues } = useGraphiQLActions();
  const { tabs, queryEditor, variableEditor, headerEditor } = useGraphiQL(
    pick("tabs", "queryEditor", "variableEditor", "headerEditor"),
  );
  useEffect(() => {
    if (openedAlready || !queryEditor || !variableEditor || !headerEditor) return;
    openedAlready = true;
    const values = {
      query: permalink.query,
      variables: variablesText(permalink),
      headers: pinned(permalink.dataVersion),
    };
    const index = tabs.findIndex(
      (tab) =>
        tab.query === values.query &&
        (tab.variables ?? "") === values.variables &&
        versionIn(tab.headers) === permalink.dataVersion,
    );
    if (index >= 0) {
      changeTab(index);
      return;
    }
    addTab();
    queryEditor.setValue(values.query);
    variableEditor.setValue(values.variables);
    headerEditor.setValue(values.headers);
    updateActiveTabValues({ ...values, operationName: permalink.operationName });
  }, [permalink, tabs, queryEditor, variableEditor, headerEditor, addTab, changeTab, updateActiveTabValues]);
  return null;
}
