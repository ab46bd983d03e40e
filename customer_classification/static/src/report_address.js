import {PATH_KEYS} from "@web/core/browser/router";

const ROUTER = new Set([...PATH_KEYS, "actionStack", "debug", "lang"]);
const isPart = ([name, value]) =>
    !ROUTER.has(name) && ["string", "number"].includes(typeof value);

/**
 * The parts of the address of a report: all that is not the router's own. Which of
 * them mean something is for the server to say, see reports/address.py.
 *
 * @param {Object} [params] of the client action: {name: text or number}
 * @returns {Object} {name: text}
 */
export function readAddress(params = {}) {
    const parts = Object.entries(params).filter(isPart);
    return Object.fromEntries(parts.map(([name, value]) => [name, String(value)]));
}
