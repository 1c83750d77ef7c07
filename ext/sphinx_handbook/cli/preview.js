/* In the pages of a preview only: shows what the last build complains of, and loads the page again when it has changed. */
(() => {
  const loaded = "SIGNATURE";
  const place = `preview:${location.pathname}`;
  const at = sessionStorage.getItem(place);
  if (at !== null) {
    sessionStorage.removeItem(place);
    addEventListener("load", () => scrollTo({ top: Number(at), behavior: "instant" }));
  }

  function show(problems) {
    let banner = document.getElementById("preview-problems");
    if (!problems) return banner?.remove();
    if (!banner) {
      banner = document.createElement("pre");
      banner.id = "preview-problems";
      banner.setAttribute("role", "alert");
      banner.style.cssText =
        "position:fixed;inset:0 0 auto 0;z-index:9999;margin:0;padding:1em 1.5em;max-height:45vh;overflow:auto;" +
        "background:#7a1313;color:#fff;font:14px/1.5 monospace;white-space:pre-wrap;overflow-wrap:anywhere";
      document.body.append(banner);
    }
    banner.textContent = problems;
  }

  async function follow() {
    let since = -1;
    for (;;) {
      try {
        const answer = await fetch(`/-/changes?since=${since}&page=${encodeURIComponent(location.pathname)}`);
        const { version, page, problems } = await answer.json();
        if (page !== loaded) {
          sessionStorage.setItem(place, scrollY);
          location.reload();
          return;
        }
        since = version;
        show(problems);
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
    }
  }
  follow();
})();
