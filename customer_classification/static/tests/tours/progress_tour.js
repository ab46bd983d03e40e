import {addTour} from "@customer_classification/../tests/tours/add_tour";

const TEXT = ".o_customer_progress:contains(Customers are being classified: 0 of)";

/** Somebody else brings the first refresh to its end. */
function finish() {
    const {orm} = odoo.__WOWL_DEBUG__.root.env.services;
    return orm.call("customer.profile", "action_refresh_now", []);
}

addTour("customer_classification_progress", {
    steps: () => [
        {trigger: `.o_list_view > ${TEXT}`},
        {
            trigger: ".o_data_row .o_data_cell:contains(Tour Customer)",
            run: "click",
        },
        {
            trigger: ".o_form_view a[name=customer_classification]",
            run: "click",
        },
        {trigger: `.o_form_view ${TEXT}`},
        {
            trigger: ".breadcrumb-item a:contains(Customers by Class)",
            run: "click",
        },
        {
            trigger: `.o_list_view ${TEXT}`,
            run: finish,
        },
        {
            content: "It asks again by itself",
            trigger: ".o_list_view:not(:has(.o_customer_progress)) .o_data_row",
        },
    ],
});
