// Makes the pages quicker; they are complete without it. Keys: j and k walk the rows, Enter opens, e goes to the evidence, / to the search box.
"use strict";
(() => {
  const lines = () => [...document.querySelectorAll(".rows summary")];
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "/") {
      document.querySelector(".ask input[name=q]")?.focus();
    } else if (event.key === "j" || event.key === "k") {
      const all = lines();
      const at = all.indexOf(document.activeElement);
      const next = all[at < 0 ? 0 : Math.min(Math.max(at + (event.key === "j" ? 1 : -1), 0), all.length - 1)];
      next?.focus();
      next?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "e") {
      const row = document.activeElement?.closest(".row");
      row?.querySelector(".report a")?.click();
    } else {
      return;
    }
    event.preventDefault();
  });

  // After Back a browser would put old words into the boxes, beside results that belong to others.
  window.addEventListener("pageshow", () => document.querySelectorAll("form.ask").forEach((form) => form.reset()));

  document.querySelectorAll("form.ask").forEach((form) =>
    form.addEventListener("submit", () =>
      form.querySelectorAll("input").forEach((input) => { if (!input.value) input.disabled = true; })));

  // The brush: drag across bars.
  const chart = document.querySelector("[data-brush]");
  if (chart) {
    const bars = [...chart.querySelectorAll("a[data-first]")];
    let from = null, dragged = false;
    const barAt = (x) => {
      const inside = bars.findIndex((bar) => x <= bar.getBoundingClientRect().right);
      return inside < 0 ? bars.length - 1 : inside;
    };
    const show = (a, b) => bars.forEach((bar, n) => bar.querySelector(".room").classList.toggle("on", a !== null && n >= Math.min(a, b) && n <= Math.max(a, b)));
    chart.addEventListener("pointerdown", (event) => { from = barAt(event.clientX); dragged = false; });
    chart.addEventListener("dragstart", (event) => event.preventDefault());
    window.addEventListener("pointermove", (event) => {
      if (from === null) return;
      const to = barAt(event.clientX);
      dragged = dragged || to !== from;
      if (dragged) show(from, to);
    });
    window.addEventListener("pointerup", (event) => {
      if (from === null) return;
      const to = barAt(event.clientX);
      if (dragged) {
        const address = new URL(chart.dataset.brush, location.href);
        address.searchParams.set("since", bars[Math.min(from, to)].dataset.first);
        address.searchParams.set("until", bars[Math.max(from, to)].dataset.last);
        location.assign(address);
      }
      from = null;
    });
    chart.addEventListener("click", (event) => { if (dragged) { event.preventDefault(); dragged = false; } }, true);
  }

  // The map: buttons, wheel and dragging move the window; dots and names keep their size.
  const map = document.querySelector("svg[data-map]");
  if (map) {
    const whole = map.viewBox.baseVal.width, high = map.viewBox.baseVal.height;
    let box = { x: 0, y: 0, w: whole };
    const draw = () => {
      const part = box.w / whole;
      map.setAttribute("viewBox", `${box.x} ${box.y} ${box.w} ${high * part}`);
      map.querySelectorAll(".dot").forEach((dot) => { dot.dataset.r ??= dot.getAttribute("r"); dot.setAttribute("r", dot.dataset.r * Math.sqrt(part)); dot.style.strokeWidth = `${Math.sqrt(part)}px`; });
      map.querySelectorAll("text").forEach((text) => { text.style.fontSize = `${10 * part}px`; text.style.strokeWidth = `${2.5 * part}px`; });
    };
    const zoom = (by, x = box.x + box.w / 2, y = box.y + (box.w / whole) * high / 2) => {
      const w = Math.min(Math.max(box.w * by, whole / 24), whole);
      box = { x: x - (x - box.x) * (w / box.w), y: y - (y - box.y) * (w / box.w), w };
      draw();
    };
    const point = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
    map.addEventListener("wheel", (event) => { if (event.ctrlKey || event.shiftKey) { event.preventDefault(); const at = point(event); zoom(event.deltaY > 0 ? 1.25 : 0.8, at.x, at.y); } }, { passive: false });
    let held = null, moved = false;
    map.addEventListener("pointerdown", (event) => { held = point(event); moved = false; });
    map.addEventListener("dragstart", (event) => event.preventDefault());
    window.addEventListener("pointermove", (event) => {
      if (!held || box.w === whole) return;
      const at = point(event);
      if (Math.hypot(at.x - held.x, at.y - held.y) > 2) moved = true;
      box.x += held.x - at.x; box.y += held.y - at.y;
      draw();
    });
    window.addEventListener("pointerup", () => { held = null; });
    map.addEventListener("click", (event) => { if (moved) { event.preventDefault(); moved = false; } }, true);
    const buttons = document.createElement("div");
    buttons.className = "zoom";
    for (const [text, label, by] of [["+", "Zoom in", 0.6], ["−", "Zoom out", 1.6]]) {
      const button = document.createElement("button");
      button.type = "button"; button.textContent = text; button.setAttribute("aria-label", label);
      button.addEventListener("click", () => zoom(by));
      buttons.append(button);
    }
    map.parentElement.append(buttons);
  }

  // Suggestions for names, as they are typed.
  document.querySelectorAll("input[data-suggest]").forEach((input) => {
    const list = input.list;
    const own = list ? [...list.children].map((option) => option.value) : [];
    let turn = 0;
    input.addEventListener("input", async () => {
      const now = ++turn;
      if (!list || input.value.length < 2) return;
      const answer = await fetch(`/suggest?of=${input.dataset.suggest}&q=${encodeURIComponent(input.value)}`);
      if (!answer.ok || now !== turn) return;
      list.replaceChildren(...[...new Set([...own, ...(await answer.json())])].map((name) => { const option = document.createElement("option"); option.value = name; return option; }));
    });
  });

  // A row that an address points to is open.
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const inside = target?.matches?.(".row") && target.querySelector("details");
  if (inside) inside.open = true;
})();
