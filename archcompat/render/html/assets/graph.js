/* Draws each report's graph, from what asks for work to as much as is asked for. */
(() => {
  const WIDTH = 196, HEIGHT = 40, LOW = 26, GAP_X = 64, GAP_Y = 8, PAD = 12;
  const SHAPE = 1.6; // a box of many is so much wider than high
  const EDGE = 20, LOWEST = 220, HIGHEST = 860, PHONE = 600, LEGIBLE = 0.6;
  const FEW = 4; // as many children without any of their own are drawn without a box around them

  const pen = document.createElement("canvas").getContext("2d");

  /* As much of a text as fits into a box. */
  function fitted(text) {
    pen.font = `600 12px ${getComputedStyle(document.body).fontFamily}`;
    if (pen.measureText(text).width <= WIDTH - 16) return text;
    let length = text.length;
    while (length && pen.measureText(`${text.slice(0, length)}\u2026`).width > WIDTH - 16) length -= 1;
    return `${text.slice(0, length).trimEnd()}\u2026`;
  }

  class Graph {
    constructor(report) {
      const find = (selector) => report.querySelector(selector);
      this.nodes = JSON.parse(find(".graph-data").textContent);
      this.canvas = find(".canvas");
      this.chosen = find(".chosen");
      this.everything = find(".everything");
      this.find = find(".find");
      find(".graph").hidden = false;
      this.children = this.nodes.map(() => []);
      this.nodes.forEach((node, key) => {
        if (node.parents.length) this.children[node.parents[0]].push(key);
      });
      this.start();
      const options = this.nodes.map((node, key) => [node.label, key]).slice(1);
      options.sort(([one], [two]) => one.localeCompare(two, "en", { numeric: true }));
      this.find.append(...options.map(([label, key]) => new Option(label, key)));
      this.cy = cytoscape({
        container: this.canvas, style: [], layout: { name: "preset" },
        minZoom: 0.05, maxZoom: 2.5, autoungrabify: true, boxSelectionEnabled: false,
      });
      // A page is scrolled with the wheel, also over the picture.
      this.canvas.parentElement.addEventListener("wheel", (event) => {
        if (!event.ctrlKey) event.stopPropagation();
      }, { capture: true });
      this.cy.on("tap", "node", (event) => this.choose(event.target.data("key")));
      this.cy.on("tap", (event) => { if (event.target === this.cy) this.choose(); });
      this.find.addEventListener("change", () => {
        this.choose(this.find.value ? Number(this.find.value) : undefined);
      });
      this.everything.addEventListener("change", () => {
        if (this.everything.checked) this.visible = new Set(this.nodes.keys()); else this.start();
        this.draw();
      });
      for (const button of report.querySelectorAll("[data-zoom]")) {
        button.addEventListener("click", () => this.zoom(button.dataset.zoom));
      }
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.paint());
      this.paint();
      this.draw();
    }

    /* What asks for work and all that brings it; where nothing does, everything. */
    start() {
      const first = [...this.nodes.keys()].filter((key) => this.nodes[key].first);
      const all = first.length < 2;
      this.visible = new Set(all ? this.nodes.keys() : first);
      this.everything.checked = all;
    }

    seen(key) { return this.children[key].filter((child) => this.visible.has(child)); }

    /* Puts a node left of its children, those without children of their own in columns in a box.
       Gives the height that was taken. */
    place(key, x, y, elements) {
      const children = this.seen(key);
      const inner = children.filter((child) => this.seen(child).length);
      const leaves = children.filter((child) => !this.seen(child).length);
      const busy = leaves.filter((child) => this.nodes[child].work);
      const quiet = leaves.filter((child) => !this.nodes[child].work);
      const right = x + WIDTH + GAP_X;
      let below = y;
      for (const child of inner) {
        below += this.place(child, right, below, elements) + GAP_Y * 2;
        this.edge(key, child, elements);
      }
      for (const some of [busy, quiet]) {
        if (some.length) below += this.shelve(key, some, right, below, elements) + GAP_Y * 2;
      }
      const height = Math.max(below - y - (children.length ? GAP_Y * 2 : 0), HEIGHT);
      elements.push(this.element(key, x, y + height / 2 - HEIGHT / 2));
      return height;
    }

    shelve(key, leaves, x, y, elements) {
      const boxed = leaves.length > FEW;
      const height = this.nodes[leaves[0]].work ? HEIGHT : LOW;
      const step = height + GAP_Y;
      const columns = boxed ? Math.ceil(Math.sqrt((leaves.length * step * SHAPE) / WIDTH)) : 1;
      const rows = Math.ceil(leaves.length / columns);
      const pad = boxed ? PAD : 0;
      const box = `${key}-${height}`;
      leaves.forEach((leaf, index) => {
        const column = Math.floor(index / rows);
        const element = this.element(
          leaf, x + pad + column * (WIDTH + GAP_Y), y + pad + (index % rows) * step, height);
        if (boxed) element.data.parent = box;
        else this.edge(key, leaf, elements);
        elements.push(element);
      });
      if (boxed) {
        elements.unshift({ data: { id: box }, classes: "box" });
        elements.push({ data: { source: `n${key}`, target: box } });
      }
      return rows * step - GAP_Y + 2 * pad;
    }

    element(key, x, y, height = HEIGHT) {
      const node = this.nodes[key];
      const unseen = this.children[key].length - this.seen(key).length;
      const [name, ...rest] = node.kind === "component" ? [node.label] : node.label.split(": ");
      const toward = node.note.startsWith("to ") ? ` ${node.note}` : "";
      const about = node.kind === "component" && node.work ? `${node.verdict}${toward}` : rest.join(": ");
      const lines = [unseen ? `${name}  +${unseen}` : name, about];
      return {
        data: { id: `n${key}`, key, height, label: lines.filter(Boolean).map(fitted).join("\n") },
        classes: `${node.kind} ${node.verdict ? `v-${node.verdict}` : ""}`,
        position: { x: x + WIDTH / 2, y: y + height / 2 },
      };
    }

    edge(source, target, elements) {
      elements.push({ data: { source: `n${source}`, target: `n${target}` } });
    }

    draw() {
      const elements = [];
      this.place(0, 0, 0, elements);
      for (const key of this.visible) {
        for (const other of this.nodes[key].parents.slice(1)) {
          if (!this.visible.has(other)) continue;
          elements.push({ data: { source: `n${other}`, target: `n${key}` }, classes: "other" });
        }
      }
      const ranked = (one) => (one.data.source ? 1 : 0);
      elements.sort((one, two) => ranked(one) - ranked(two));
      this.cy.elements().remove();
      this.cy.add(elements);
      this.fit();
    }

    /* All of it in sight, in a frame no higher than it needs, and no larger than life; on a phone
       the beginning, so that it can be read. */
    fit() {
      const { w, h, x1 } = this.cy.elements().boundingBox();
      const width = this.canvas.clientWidth;
      const level = Math.max(
        Math.min(1, (width - 2 * EDGE) / w, (HIGHEST - 2 * EDGE) / h), width < PHONE ? LEGIBLE : 0);
      this.canvas.style.height = `${Math.max(LOWEST, Math.min(HIGHEST, h * level + 2 * EDGE))}px`;
      this.cy.resize();
      this.cy.zoom(level);
      this.cy.center();
      if (w * level > width) this.cy.pan({ x: EDGE - x1 * level, y: this.cy.pan().y });
    }

    zoom(by) {
      if (by === "fit") { this.fit(); return; }
      const middle = { x: this.cy.width() / 2, y: this.cy.height() / 2 };
      this.cy.zoom({ level: this.cy.zoom() * Number(by), renderedPosition: middle });
    }

    above(key) {
      const found = new Set([key]);
      for (const here of found) for (const parent of this.nodes[here].parents) found.add(parent);
      return found;
    }

    choose(key) {
      this.cy.elements().removeClass("on off");
      this.find.value = key > 0 ? key : "";
      this.chosen.hidden = key === undefined;
      if (key === undefined) return;
      const above = this.above(key);
      const hidden = [...above].filter((one) => !this.visible.has(one));
      if (hidden.length) {
        for (const one of hidden) this.visible.add(one);
        this.draw();
      }
      const on = this.cy.nodes().filter((node) => above.has(node.data("key")));
      const kept = on.union(on.parent()).union(on.edgesWith(on.union(on.parent())));
      this.cy.elements().not(kept).not(on.parent()).addClass("off");
      kept.addClass("on");
      this.tell(key);
    }

    /* Says of a node what its row says: every way by which it got in. */
    tell(key) {
      const node = this.nodes[key];
      const make = (tag, text, name = "") => Object.assign(
        document.createElement(tag), { textContent: text, className: name });
      const parts = [make("p", node.label, "title")];
      const row = node.row && document.getElementById(node.row);
      if (row) {
        const fix = make("p", "");
        fix.append(row.querySelector(".verdict").cloneNode(true), ` ${node.note}`);
        parts.push(fix);
      }
      const ways = row && row.querySelector(".ways");
      if (ways) parts.push(make("p", "It got in by", "hint"), ways.cloneNode(true));
      else if (key) {
        const chain = [];
        for (let here = key; here >= 0; here = this.nodes[here].parents[0] ?? -1) {
          chain.unshift(this.nodes[here].label);
        }
        parts.push(make("p", "It got in by", "hint"), make("p", chain.join(" \u203a ")));
      }
      const unseen = this.children[key].filter((child) => !this.visible.has(child));
      if (unseen.length) {
        const more = make("button", `Show ${unseen.length} more that it brings`);
        more.type = "button";
        more.addEventListener("click", () => {
          for (const child of unseen) this.visible.add(child);
          this.draw();
          this.choose(key);
        });
        parts.push(more);
      }
      if (row) {
        const link = make("a", "Go to its row");
        link.href = `#${node.row}`;
        parts.push(link);
      }
      this.chosen.replaceChildren(...parts);
      const box = this.cy.getElementById(`n${key}`).renderedBoundingBox();
      const over = box.x2 - this.chosen.offsetLeft + EDGE;
      if (over > 0 && this.chosen.offsetLeft > 0 && box.y1 < this.chosen.offsetHeight + EDGE) this.cy.panBy({ x: -over, y: 0 });
    }

    /* The page's own colours, light or dark; a canvas knows no style sheet. */
    paint() {
      const probe = document.createElement("span");
      this.canvas.append(probe);
      const color = (name, of = "") => {
        probe.className = of;
        return getComputedStyle(probe).getPropertyValue(name).trim();
      };
      const verdicts = ["ready", "reinstall", "rebuild", "upgrade", "replace", "blocked", "unknown"];
      const style = [
        { selector: "node", style: {
          shape: "round-rectangle", width: WIDTH, height: HEIGHT, "background-color": color("--surface"),
          "border-width": 1, "border-color": color("--line"), label: "data(label)",
          color: color("--text"), "font-size": 12, "line-height": 1.25,
          "font-family": getComputedStyle(document.body).fontFamily,
          "text-valign": "center", "text-halign": "center", "text-wrap": "wrap",
          "text-max-width": WIDTH } },
        { selector: "node[height]", style: { height: "data(height)" } },
        { selector: ".subject, .layer", style: { "background-color": color("--sunk"), "font-weight": 600 } },
        { selector: ".box", style: {
          "background-color": color("--surface"), "background-opacity": 0.6, "border-color": color("--line"),
          padding: PAD, label: "", "z-compound-depth": "bottom" } },
        { selector: "edge", style: {
          width: 1.5, "line-color": color("--muted"), "line-opacity": 0.55, "curve-style": "taxi", "taxi-direction": "rightward",
          "taxi-turn": GAP_X / 2, "source-endpoint": "90deg", "target-endpoint": "270deg" } },
        { selector: ".other", style: { "curve-style": "bezier", "line-style": "dashed", width: 1 } },
        ...verdicts.map((verdict) => ({ selector: `node.v-${verdict}`, style: {
          "background-color": color("--soft", `v-${verdict}`), "border-color": color("--own", `v-${verdict}`) } })),
        { selector: ".off", style: { opacity: 0.28 } },
        { selector: "node.on", style: { "border-width": 2 } },
        { selector: "edge.on", style: { width: 2.5, "line-color": color("--link"), "line-opacity": 1 } },
      ];
      probe.remove();
      this.cy.style(style);
    }
  }

  for (const report of document.querySelectorAll(".report")) {
    if (report.querySelector(".graph-data")) new Graph(report);
  }
})();
