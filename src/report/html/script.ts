import { html } from './markup.ts';

/** Filters, keys and links. The page works without it. It writes no markup: it only hides and opens what is there. */
export const script = html`
(() => {
  const byId = (id) => document.getElementById(id);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const toggles = all('.toggle');
  const groups = all('.group');
  const search = byId('search');
  const account = byId('account');
  if (!search) return;

  const numbers = all('.number').map((element) => ({
    element,
    group: element.closest('.group'),
    outcome: element.dataset.outcome,
    account: element.dataset.account,
    marks: element.dataset.marks.split(' '),
    text: null,
  }));

  // Read once, when the reader starts to search: the text of a large fleet takes a tenth of a second.
  const textOf = (number) => {
    number.text ??= (number.element.firstElementChild.textContent +
      ' ' + number.element.querySelector('.findings').textContent).toLowerCase();
    return number.text;
  };

  const pressed = (kind) =>
    toggles.filter((toggle) => toggle.dataset.kind === kind && toggle.getAttribute('aria-pressed') === 'true')
      .map((toggle) => toggle.dataset.value);

  const wanted = () => ({
    outcomes: pressed('outcome'),
    marks: pressed('mark'),
    account: account && account.selectedIndex > 0 ? account.value : null,
    words: search.value.toLowerCase().split(' ').filter((word) => word !== ''),
  });

  const matches = (number, { outcomes, marks, account, words }) =>
    (outcomes.length === 0 || outcomes.includes(number.outcome)) &&
    marks.every((mark) => number.marks.includes(mark)) &&
    (account === null || number.account === account) &&
    words.every((word) => textOf(number).includes(word));

  const showCount = (shown) => {
    const total = numbers.length.toLocaleString('en');
    byId('shown').textContent = shown === numbers.length
      ? total + (shown === 1 ? ' number' : ' numbers')
      : shown.toLocaleString('en') + ' of ' + total + ' numbers shown';
  };

  const show = () => {
    const filter = wanted();
    const full = new Set();
    let shown = 0;
    for (const number of numbers) {
      const hidden = !matches(number, filter);
      if (number.element.hidden !== hidden) number.element.hidden = hidden;
      if (hidden) continue;
      shown += 1;
      full.add(number.group);
    }
    for (const group of groups) group.hidden = !full.has(group);
    showCount(shown);
    return filter;
  };

  const remember = ({ outcomes, marks, account, words }) => {
    const state = new URLSearchParams();
    if (outcomes.length > 0) state.set('outcome', outcomes.join(','));
    if (marks.length > 0) state.set('mark', marks.join(','));
    if (account !== null) state.set('account', account);
    if (words.length > 0) state.set('text', search.value);
    history.replaceState(null, '', '#' + state);
  };

  const filter = () => remember(show());

  const press = (toggle, on) => toggle.setAttribute('aria-pressed', String(on));

  const recall = () => {
    const state = new URLSearchParams(location.hash.slice(1));
    for (const toggle of toggles) {
      press(toggle, (state.get(toggle.dataset.kind) ?? '').split(',').includes(toggle.dataset.value));
    }
    search.value = state.get('text') ?? '';
    if (account) {
      const index = [...account.options].findIndex((option, place) => place > 0 && option.value === state.get('account'));
      account.selectedIndex = Math.max(index, 0);
    }
    show();
  };

  const follow = () => {
    const target = byId(location.hash.slice(1));
    if (!target) return recall();
    if (!target.matches('.number')) return;
    if (target.hidden) {
      clear();
      show();
    }
    target.open = true;
    target.scrollIntoView();
    target.firstElementChild.focus({ preventScroll: true });
  };

  const clear = () => {
    for (const toggle of toggles) press(toggle, false);
    search.value = '';
    if (account) account.selectedIndex = 0;
  };

  const openAll = (open) => {
    for (const { element } of numbers) if (!element.hidden) element.open = open;
  };

  const typing = (target) => target.matches('input, select, textarea, [contenteditable]');

  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && event.target === search && search.value !== '') {
      event.preventDefault();
      search.value = '';
      filter();
    }
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    event.preventDefault();
    search.focus();
    search.select();
  });

  for (const toggle of toggles) {
    toggle.disabled = false;
    toggle.addEventListener('click', () => {
      press(toggle, toggle.getAttribute('aria-pressed') !== 'true');
      filter();
    });
  }
  search.addEventListener('focus', () => numbers.forEach(textOf), { once: true });
  search.addEventListener('input', filter);
  account?.addEventListener('change', filter);
  byId('clear').addEventListener('click', () => {
    clear();
    filter();
    search.focus();
  });
  byId('open').addEventListener('click', () => openAll(true));
  byId('close').addEventListener('click', () => openAll(false));
  addEventListener('hashchange', follow);
  document.querySelector('.controls').hidden = false;
  if (location.hash.length > 1) follow();

  // For browsers whose style sheet cannot unfold what is printed.
  if (CSS.supports('selector(::details-content)')) return;
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = all('details:not([open])');
    for (const fold of opened) fold.open = true;
  });
  addEventListener('afterprint', () => {
    for (const fold of opened) fold.open = false;
  });
})();
`;
