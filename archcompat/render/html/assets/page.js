/* What the whole page can do: copy a command, follow a link into a closed row, print. */
(() => {
  document.documentElement.classList.add("js");

  async function copy(code, button) {
    let done = "Copied";
    try {
      await navigator.clipboard.writeText(code.textContent);
    } catch {
      getSelection().selectAllChildren(code);
      done = "Selected";
    }
    button.textContent = done;
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  }

  for (const command of document.querySelectorAll(".command")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", () => copy(command.firstElementChild, button));
    command.append(button);
  }

  function reveal(id) {
    const target = document.getElementById(id);
    if (!target?.classList.contains("item")) return;
    target.dispatchEvent(new Event("reveal", { bubbles: true }));
    const details = target.querySelector("details");
    details.open = true;
    target.scrollIntoView({ block: "start" });
    details.querySelector("summary").focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link) setTimeout(() => reveal(link.hash.slice(1)));
  });
  addEventListener("hashchange", () => reveal(location.hash.slice(1)));
  if (location.hash) reveal(location.hash.slice(1));

  /* On paper nothing can be opened: what the findings say is, their lists of files stay closed. */
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll(".finding:not([hidden]) .behind > td > details:not([open])")];
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });
})();
