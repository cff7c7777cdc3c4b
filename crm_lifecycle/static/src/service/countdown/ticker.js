import {browser} from "@web/core/browser/browser";

const PERIOD = 1000; // Milliseconds

const listeners = new Set();
const received = new WeakMap();
let interval = null;

/**
 * Call `listener` every second, with all others, until the returned function is called.
 * One interval serves every countdown of the page, and none runs without one.
 */
export function onTick(listener) {
    listeners.add(listener);
    interval ??= browser.setInterval(() => listeners.forEach((call) => call()), PERIOD);
    return () => {
        listeners.delete(listener);
        if (!listeners.size) {
            browser.clearInterval(interval);
            interval = null;
        }
    };
}

/**
 * Return the server's time in milliseconds, by what it said when `value` came: clocks
 * of computers go wrong, time that passes does not.
 */
export function getServerTime(value) {
    if (!received.has(value)) {
        received.set(value, Date.now());
    }
    return Date.parse(value.now) + Date.now() - received.get(value);
}
