"use strict";

/* Filters and sorts each report's table; without this script every row is shown as it came. */
(() => {
  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const keys = { name: ".name", verdict: "[data-label=Verdict]", impact: "[data-label=Impact]",
    basis: "[data-label=Basis]", origin: "[data-label=Origin]", files: "[data-label=Files]",
    fix: "[data-label=Fix]" };
  const read = (body, key) => body.querySelector(keys[key]).textContent.trim();

  function enhance(report) {
    const table = report.querySelector(".components");
    if (!table) return;
    const form = report.querySelector(".filter");
    const items = [...table.querySelectorAll(".item")].map((body, index) => ({
      body, index, text: "",
      finding: body.classList.contains("finding"),
      verdict: read(body, "verdict"), impact: read(body, "impact"), origin: read(body, "origin"),
    }));
    const output = form.querySelector("output");
    const openAll = form.querySelector(".open-all");
    form.hidden = false;
    if (!items.some((item) => item.finding)) form.elements.show.value = "all";

    const textOf = (item) => (item.text ||= item.body.textContent.toLowerCase());
    const wanted = (name) => form.elements[name].value;
    function filter() {
      const words = wanted("text").toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const item of items) {
        const keep = (wanted("show") === "all" || item.finding)
          && ["verdict", "impact", "origin"].every((key) => !wanted(key) || wanted(key) === item[key])
          && words.every((word) => textOf(item).includes(word));
        item.body.hidden = !keep;
        shown += keep;
      }
      output.value = `${shown.toLocaleString("en")} of ${items.length.toLocaleString("en")} rows shown`;
    }

    function sort(header) {
      const down = header.getAttribute("aria-sort") === "ascending";
      for (const other of table.querySelectorAll("[aria-sort]")) other.removeAttribute("aria-sort");
      header.setAttribute("aria-sort", down ? "descending" : "ascending");
      const key = header.dataset.key;
      const order = header.dataset.order?.split(" ");
      const value = (item) => {
        const text = read(item.body, key);
        if (order) return order.indexOf(text);
        return key === "files" ? -Number(text.replaceAll(",", "")) : text;
      };
      const valued = items.map((item) => [value(item), item]);
      valued.sort(([one, a], [two, b]) =>
        (typeof one === "number" ? one - two : collator.compare(one, two)) * (down ? -1 : 1)
        || a.index - b.index);
      table.append(...valued.map(([, item]) => item.body));
    }

    for (const header of table.querySelectorAll("thead [data-key]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...header.childNodes);
      button.addEventListener("click", () => sort(header));
      header.append(button);
    }
    form.addEventListener("input", filter);
    form.addEventListener("change", filter);
    form.addEventListener("reset", () => setTimeout(filter));
    form.addEventListener("submit", (event) => event.preventDefault());
    openAll.addEventListener("click", () => {
      const open = openAll.textContent === "Open all";
      for (const item of items) {
        if (!item.body.hidden) item.body.querySelector("details").open = open;
      }
      openAll.textContent = open ? "Close all" : "Open all";
    });
    table.addEventListener("click", (event) => {
      const line = event.target.closest(".item > tr:first-child");
      if (!line || event.target.closest("a, button") || String(getSelection())) return;
      const details = line.parentElement.querySelector("details");
      details.open = !details.open;
    });
    table.addEventListener("reveal", (event) => {
      if (!event.target.hidden) return;
      form.reset();
      form.elements.show.value = "all";
      filter();
    });
    filter();
  }

  for (const report of document.querySelectorAll(".report")) enhance(report);
})();
