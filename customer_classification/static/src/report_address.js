/** What the address of a report may say, as PARTS of customer_report_address.py. */
const PARTS = [
    "report",
    "company",
    "date",
    "period",
    "from",
    "then",
    "dimensions",
    "crossed",
    "customers",
    "classes",
    "tags",
];

/**
 * The parts of the address of a report, out of all that the router has read there.
 *
 * @param {Object} [params] of the client action: {name: text or number}
 * @returns {Object} {name: text}
 */
export function readAddress(params = {}) {
    const isGiven = (name) => params[name] !== undefined && params[name] !== null;
    return Object.fromEntries(
        PARTS.filter(isGiven).map((name) => [name, String(params[name])])
    );
}
