// The map beside the list of places, and "near me". Everything it shows stands in the list too.
// Leaflet (42 kB) is fetched only where there is room for a map, or when a map is asked for.
(() => {
  const box = document.querySelector("[data-map]");
  const form = document.querySelector("[data-place-search]");
  const results = () => document.querySelector("[data-results]");
  const rows = () => [...document.querySelectorAll("[data-results] [data-place]")];
  const VIETNAM = [[8, 102.1], [23.4, 117]];
  let map, marks, ring, own, single;

  // Near me: the browser is asked only here, on a press.
  const field = (name) => form.elements.namedItem(name);
  const forget = (...names) => names.forEach((name) => { if (field(name)) field(name).value = ""; });
  // On a phone the answer lies below the form: whoever asks for it is brought there.
  let bring = false;
  form?.addEventListener("submit", ({ submitter }) => { bring ||= Boolean(submitter); });
  document.addEventListener("htmx:afterSettle", ({ target }) => {
    if (!bring || target !== results()) return;
    bring = false;
    if (target.getBoundingClientRect().top > innerHeight / 2) target.scrollIntoView();
  });
  if (form && navigator.geolocation) {
    form.querySelector("[data-locate-box]").hidden = false;
    const state = form.querySelector("[data-locate-state]");
    form.querySelector("[data-locate]").addEventListener("click", () => {
      state.textContent = state.dataset.waiting;
      navigator.geolocation.getCurrentPosition(({ coords }) => {
        state.textContent = "";
        forget("noi", "tinh", "xa", "vung");
        field("vi_do").value = Number(coords.latitude.toFixed(4));
        field("kinh_do").value = Number(coords.longitude.toFixed(4));
        bring = true;
        form.requestSubmit();
      }, () => { state.textContent = state.dataset.denied; field("noi").focus(); }, { timeout: 15000, maximumAge: 60000 });
    });
    // A place chosen by hand is meant instead of the location, and the last thing chosen before the others.
    form.addEventListener("change", ({ target }) => {
      if (target.name === "noi") forget("tinh", "xa", "vi_do", "kinh_do", "vung");
      if (target.name === "tinh") forget("noi", "xa", "vung");
      if (target.name === "xa") forget("noi", "vi_do", "kinh_do", "vung");
    }, true);
  }

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
  if (!box) return;

  const load = (make) => new Promise((done, failed) => {
    const piece = make();
    piece.onload = done;
    piece.onerror = failed;
    document.head.append(piece);
  });
  const leaflet = () => Promise.all([
    load(() => Object.assign(document.createElement("link"), { rel: "stylesheet", href: box.dataset.leafletCss })),
    load(() => Object.assign(document.createElement("script"), { src: box.dataset.leafletJs })),
  ]);

  const label = (spot, name, extra = "") => {
    const words = document.createElement("span");
    words.textContent = name;
    return L.marker(spot, { icon: L.divIcon({ className: `map-label ${extra}`, html: words, iconSize: [0, 0] }), interactive: false, keyboard: false });
  };

  // Our own ground: outlines of the provinces, Hoàng Sa and Trường Sa by name.
  const drawGround = async () => {
    const ground = await (await fetch(box.dataset.outline)).json();
    const names = L.layerGroup();
    for (const { name, at, rings } of ground.provinces) {
      L.polygon(rings, { className: "map-land", interactive: false }).addTo(map);
      label(at, name).addTo(names);
    }
    for (const { name, of, at, dots } of ground.islands) {
      dots.forEach((spot) => L.circleMarker(spot, { className: "map-isle", radius: 3, interactive: false }).addTo(map));
      label(at, `${name} (${of})`, "map-label-isles").addTo(map);
    }
    const show = () => (map.getZoom() > 6 ? names.addTo(map) : names.remove());
    map.on("zoomend", show);
    show();
  };

  const go = (code, name) => {
    const link = document.createElement("a");
    link.href = `${location.pathname.replace(/[^/]*$/, "")}${code}/`;
    link.textContent = name;
    return link;
  };
  const highlight = (code, scroll) => rows().forEach((row) => {
    const is = row.dataset.place === code;
    row.classList.toggle("is-shown", is);
    if (is && scroll) row.scrollIntoView({ block: "nearest" });
  });
  const encircle = (spot) => {
    ring.remove();
    if (spot) ring.setLatLng(spot).addTo(map).bringToFront();
  };

  let asked, soon;
  const drawSoon = () => { clearTimeout(soon); soon = setTimeout(drawPlaces, 60); };
  const drawPlaces = async () => {
    const query = new URLSearchParams(results().dataset.query);
    const seen = map.getBounds().pad(0.2);
    query.set("vung", [seen.getSouth(), seen.getWest(), seen.getNorth(), seen.getEast()].map((at) => at.toFixed(3)).join());
    query.set("z", Math.round(map.getZoom()));
    asked?.abort();
    asked = new AbortController();
    let cells;
    try {
      ({ cells } = await (await fetch(`${box.dataset.clusters}?${query}`, { signal: asked.signal })).json());
    } catch {
      return; // a newer question is on its way, or the network is gone: the list stands
    }
    marks.clearLayers();
    for (const [lat, lon, number, code, name, kind] of cells) {
      if (number === 1) {
        L.circleMarker([lat, lon], { radius: 9, className: `map-place dot-${kind}` }).addTo(marks)
          .bindPopup(() => go(code, name))
          .on("mouseover click", ({ type }) => highlight(code, type === "click"))
          .on("mouseout", () => highlight(""));
      } else {
        const size = 30 + Math.min(22, 5 * Math.log2(number));
        const words = document.createElement("span");
        words.textContent = number;
        L.marker([lat, lon], { keyboard: false, title: `${number} ${box.dataset.many}`, icon: L.divIcon({ className: "map-many", html: words, iconSize: [size, size] }) })
          .addTo(marks).on("click", () => map.setView([lat, lon], map.getZoom() + 2));
      }
    }
  };

  // Where the list is: its places and the point it starts from.
  const follow = () => {
    const list = results();
    const spots = rows().map(({ dataset }) => [dataset.lat, dataset.lon].map(Number));
    own.remove();
    if (list.dataset.lat) {
      const start = [list.dataset.lat, list.dataset.lon].map(Number);
      spots.length = Math.min(spots.length, 10);
      spots.push(start);
      if (list.dataset.own !== undefined) own.setLatLng(start).addTo(map);
    }
    // Without a place asked for, the whole country shows, its islands included.
    const whole = !list.dataset.lat && !/(^|&)(tinh|noi|q)=/.test(list.dataset.query);
    if (list.dataset.boxed === undefined) map.fitBounds(whole || !spots.length ? VIETNAM : spots, { padding: [24, 24], maxZoom: box.dataset.tiles ? 15 : 13, animate: false });
    drawSoon();
  };

  const open = async () => {
    box.classList.add("is-open");
    const canvas = box.querySelector("[data-map-canvas]");
    const button = box.querySelector("[data-map-show]");
    button.hidden = true;
    try {
      await leaflet();
    } catch {
      button.hidden = false;
      box.classList.remove("is-open");
      return;
    }
    canvas.hidden = false;
    map = L.map(canvas, { zoomControl: false, minZoom: 4, zoomSnap: 0.5, maxZoom: box.dataset.tiles ? 19 : 16, worldCopyJump: false, attributionControl: !!box.dataset.tiles });
    L.control.zoom({ zoomInTitle: box.dataset.zoomIn, zoomOutTitle: box.dataset.zoomOut }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    map.fitBounds(VIETNAM);
    marks = L.layerGroup().addTo(map);
    ring = L.circleMarker([0, 0], { radius: 15, className: "map-ring", interactive: false });
    own = L.circleMarker([0, 0], { radius: 9, className: "map-own" }).bindTooltip(box.dataset.here);
    if (box.dataset.tiles) L.tileLayer(box.dataset.tiles, { attribution: box.dataset.attribution, maxZoom: 19 }).addTo(map);
    else await drawGround().catch(() => {});
    if (single) {
      map.setView(single, box.dataset.tiles ? 16 : 8);
      L.circleMarker(single, { radius: 10, className: `map-place dot-${box.dataset.kind}` }).addTo(map).bindTooltip(box.dataset.name);
      return;
    }
    follow();
    map.on("moveend", drawSoon);
    const here = box.querySelector("[data-map-search]");
    const offer = () => { here.hidden = false; };
    map.on("dragend", offer);
    canvas.addEventListener("wheel", offer, { passive: true });
    here.addEventListener("click", () => {
      const seen = map.getBounds();
      forget("noi", "tinh", "xa");
      field("vung").value = [seen.getSouth(), seen.getWest(), seen.getNorth(), seen.getEast()].map((at) => at.toFixed(4)).join();
      here.hidden = true;
      form.requestSubmit();
    });
    document.addEventListener("htmx:afterSettle", ({ target }) => { if (target === results()) follow(); });
  };

  // List and map in step.
  const show = ({ target }) => {
    const row = target.closest?.("[data-results] [data-place]");
    if (row && map) encircle([row.dataset.lat, row.dataset.lon].map(Number));
  };
  document.addEventListener("mouseover", show);
  document.addEventListener("focusin", show);

  box.hidden = false;
  if (box.dataset.lat) single = [box.dataset.lat, box.dataset.lon].map(Number);
  box.querySelector("[data-map-show]").addEventListener("click", open);
  if (matchMedia("(min-width: 60rem)").matches) open();
})();
