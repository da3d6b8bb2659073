import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "@graphiql/plugin-explorer/style.css";
import "./style.css";

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { examples } from "./examples";
import { prepareFirstVisit } from "./firstVisit";
import { Playground } from "./Playground";

const root = document.getElementById("playground");
if (!root) throw new Error("index.html has no element with the id playground");

const [first] = examples;
if (first) prepareFirstVisit(first);

createRoot(root).render(
  <StrictMode>
    <Playground />
  </StrictMode>,
);
