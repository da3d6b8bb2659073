import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "@graphiql/plugin-explorer/style.css";
import "./style.css";

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { examples } from "./examples";
import { prepareFirstVisit } from "./firstVisit";
import { Playground } from "./Playground";
import { fetchPermalink, idInAddress, type Permalink, show } from "./permalinks";

const root = document.getElementById("playground");
if (!root) throw new Error("index.html has no element with the id playground");

const [first] = examples;
if (first) prepareFirstVisit(first);

const id = idInAddress(window.location.pathname);
let permalink: Permalink | null = null;
if (id) {
  try {
    permalink = await fetchPermalink(id);
    show({ permalink, trouble: null });
  } catch (error) {
    show({ permalink: null, trouble: (error as Error).message });
  }
}

createRoot(root).render(
  <StrictMode>
    <Playground permalink={permalink} atPermalink={id !== null} />
  </StrictMode>,
);
