"""The page's own style sheet: system fonts, light and dark, narrow and wide, and paper."""

STYLE = """
:root { --ink: #1d2127; --quiet: #59616c; --paper: #ffffff; --card: #f4f6f8; --line: #d9dde3; --link: #0b5cad;
  --good: #00694d; --bad: #a8450a; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e7eaee; --quiet: #a3abb6; --paper: #15181c; --card: #1f242a; --line: #363d46; --link: #7db7f0;
    --good: #4fd0a8; --bad: #f5a06a; } }
* { box-sizing: border-box; }
html { font: 17px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; color: var(--ink);
  background: var(--paper); -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 1140px; padding: 1.5rem 1.25rem 3rem; overflow-wrap: break-word; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0.5rem 0 1rem; }
h2 { font-size: 1.35rem; line-height: 1.3; margin: 3rem 0 0.6rem; padding-top: 1rem;
  border-top: 1px solid var(--line); }
h3 { font-size: 1.08rem; margin: 2.2rem 0 -0.8rem; break-after: avoid; }
p { max-width: 46rem; margin: 0.6rem 0; }
a { color: var(--link); }
nav ol { padding-left: 1.3rem; columns: 2; font-size: 0.95rem; }
.numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 0.9rem; margin: 1.4rem 0; }
.numbers div { background: var(--card); border-radius: 10px; padding: 0.9rem 1.1rem; display: flex;
  flex-direction: column; }
.numbers b { font-size: 1.75rem; line-height: 1.25; font-variant-numeric: tabular-nums; }
.numbers .reading { color: var(--quiet); font-size: 0.88rem; line-height: 1.4; margin-top: 0.2rem; }
figure { margin: 1.4rem 0; }
img { display: block; width: 100%; height: auto; max-width: 1100px; background: #ffffff; border-radius: 8px; }
@media (prefers-color-scheme: dark) { img { padding: 0.5rem; } }
figcaption, caption { color: var(--quiet); font-size: 0.9rem; line-height: 1.45; text-align: left; caption-side: bottom;
  padding-top: 0.5rem; max-width: min(60rem, calc(100vw - 2.5rem)); }
.wide { overflow-x: auto; margin: 1.4rem 0; }
table { border-collapse: collapse; width: 100%; font-size: 0.88rem; font-variant-numeric: tabular-nums; }
th, td { padding: 0.32rem 0.7rem; text-align: left; border-bottom: 1px solid var(--line); vertical-align: top; }
thead th { border-bottom: 2px solid var(--line); vertical-align: bottom; color: var(--quiet); font-weight: 600; }
tbody th { font-weight: 600; }
td { min-width: 3.2rem; } td:last-child { min-width: 7rem; }
.whole { white-space: nowrap; }
i { display: inline-block; width: 0.7em; height: 0.7em; border-radius: 2px; margin-right: 0.5em; }
.good { color: var(--good); }
.bad { color: var(--bad); }
.best { font-weight: 700; }
.worst { text-decoration: underline; text-underline-offset: 0.2em; }
.ground, .ground small { color: #1d2127; }
small { color: var(--quiet); font-size: 0.82em; white-space: nowrap; }
.sortable small { display: inline-block; width: 100%; }
.sortable td:last-child { min-width: 3.2rem; }
.sortable td:last-child.good, .sortable td:last-child.bad { min-width: 11rem; }
.sortable { font-size: 0.82rem; }
.sortable th, .sortable td { padding: 0.3rem 0.45rem; }
.sortable button { font: inherit; color: inherit; background: none; border: 0; padding: 0; margin: 0; text-align: left;
  cursor: pointer; }
.sortable button:hover { text-decoration: underline; }
.sortable [aria-sort] button::after { content: " ▲"; }
.sortable [aria-sort="descending"] button::after { content: " ▼"; }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--quiet);
  font-size: 0.9rem; }
@media (max-width: 640px) { html { font-size: 16px; } nav ol { columns: 1; } figure { overflow-x: auto; }
  img { width: auto; min-width: 44rem; } }
@media print {
  :root { --ink: #000000; --quiet: #444444; --paper: #ffffff; --card: #f4f6f8; --line: #bbbbbb; --link: #000000;
    --good: #00694d; --bad: #a8450a; }
  html { font-size: 10.5pt; } body { max-width: none; padding: 0; } nav { display: none; } img { padding: 0; }
  figure, tr, .numbers div { break-inside: avoid; } h2, thead { break-after: avoid; }
  .wide { overflow: visible; } th, td { padding: 0.2rem 0.4rem; }
  i, .numbers div { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"""
