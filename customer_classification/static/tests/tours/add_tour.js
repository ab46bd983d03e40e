import {registry} from "@web/core/registry";

/** Longer than anything takes where other tests keep the processors busy; the most that
 * a step may ask for. */
const PATIENCE = 60000; // milliseconds

/**
 * Register a tour, each step of which may take its time.
 *
 * Odoo gives a step ten seconds. Saving a dimension makes fields and classifies all
 * customers: a matter of two seconds, and of more than ten on a machine that copies
 * databases at the same time.
 *
 * @param {String} name
 * @param {Object} tour as of Odoo's registry: url, steps
 */
export function addTour(name, tour) {
    registry.category("web_tour.tours").add(name, {
        ...tour,
        steps: () => tour.steps().map((step) => ({timeout: PATIENCE, ...step})),
    });
}
