"""The page's only script: a click on the head of a sortable table sorts its rows. Without it the page is complete.

The heads become buttons, so that they are reached and pressed by keyboard. The page's policy allows this script by its
hash, and no other.
"""

import base64
import hashlib

SCRIPT = """
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0], heads = [...table.tHead.rows[0].cells];
  const number = (row, k) => "order" in row.cells[k].dataset ? Number(row.cells[k].dataset.order) : null;
  const compare = (a, b, k) => number(a, k) !== null ? number(a, k) - number(b, k)
    : a.cells[k].textContent.localeCompare(b.cells[k].textContent, "en", { numeric: true });
  heads.forEach((head, k) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const rows = [...body.rows], numbers = rows.some((row) => number(row, k) !== null);
      const missing = rows.filter((row) => numbers && number(row, k) === null);
      const known = rows.filter((row) => !missing.includes(row));
      known.sort((a, b) => (up ? 1 : -1) * compare(a, b, k));
      body.append(...known, ...missing);
    });
  });
}
"""

SCRIPT_HASH = f"sha256-{base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()}"
"""As a content security policy names it."""
