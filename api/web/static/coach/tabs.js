// On a phone the tabs are wider than the screen: the one that one is on is shown.
const tabs = document.querySelector(".desk .tabs");
const here = tabs?.querySelector("[aria-current]");
if (here) tabs.scrollLeft = here.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - here.offsetWidth) / 2;
