import { pick, useGraphiQL } from "@graphiql/react";
import { useEffect } from "react";

/** Settings of the editors that GraphiQL offers no property for; draws nothing. */
export function EditorHabits() {
  const { queryEditor, variableEditor, headerEditor, responseEditor, activeTabIndex } = useGraphiQL(
    pick("queryEditor", "variableEditor", "headerEditor", "responseEditor", "activeTabIndex"),
  );

  useEffect(() => {
    for (const editor of [queryEditor, variableEditor, headerEditor, responseEditor]) {
      editor?.updateOptions({
        fontSize: 14,
        // Monaco would frame every Cyrillic letter that looks like a Latin one, and every dash.
        unicodeHighlight: { ambiguousCharacters: false, nonBasicASCII: false },
        wordWrap: "on",
        wrappingIndent: "indent",
      });
    }
  }, [queryEditor, variableEditor, headerEditor, responseEditor]);

  // There are more tabs than fit: the open one is to be seen, whoever opened it.
  useEffect(() => {
    const tab = document.querySelectorAll(".graphiql-tab").item(activeTabIndex);
    tab?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [activeTabIndex]);

  return null;
}
