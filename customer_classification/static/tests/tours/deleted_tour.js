import {addTour} from "@customer_classification/../tests/tours/add_tour";
import {stepUtils} from "@web_tour/tour_utils";

const LIST = "[name=category_ids]";
const LIVE = ".o_list_view .o_data_row:contains(Tour Customer)";

/** The list of customers that an address opens, without a reload of the page. */
function look(menu, section) {
    return [
        {trigger: `[data-menu-xmlid='${section}']`, run: "click"},
        {trigger: `.o-dropdown--menu [data-menu-xmlid='${menu}']`, run: "click"},
        {trigger: `body:not(:has(.modal)) ${LIVE}`},
    ];
}

/** What a person did who made a dimension, thought again and deleted it. */
addTour("customer_classification_deleted", {
    url: "/odoo/customer-dimensions",
    steps: () => [
        {trigger: ".o_list_button_add", run: "click"},
        {trigger: "[name=name] input", run: "edit Tour Mistake"},
        {trigger: "[name=code] input", run: "edit tour_mistake"},
        {trigger: `${LIST} .o_field_x2many_list_row_add a`, run: "click"},
        {trigger: `${LIST} .o_selected_row [name=name] input`, run: "edit Tour One"},
        {trigger: `${LIST} .o_field_x2many_list_row_add a`, run: "click"},
        {trigger: `${LIST} .o_data_row:not(.o_selected_row):contains(Tour One)`},
        {
            trigger: `${LIST} .o_selected_row:not(:contains(Tour One)) [name=name] input:value()`,
            run: "edit Tour Two",
        },
        ...stepUtils.saveForm(),
        {trigger: ".o_breadcrumb a:contains(Dimensions)", run: "click"},
        {
            trigger: ".o_data_row:contains(Tour Mistake) .o_list_record_selector input",
            run: "click",
        },
        {trigger: ".o_cp_action_menus button:contains(Actions)", run: "click"},
        {trigger: ".o-dropdown--menu .o_menu_item:contains(Delete)", run: "click"},
        {trigger: ".modal-footer .btn-primary", run: "click"},
        {
            content: "It is gone",
            trigger:
                "body:not(:has(.modal)) .o_list_view:not(:contains(Tour Mistake)) .o_data_row",
        },
        {
            content: "The customers are there",
            trigger: "[data-menu-xmlid='customer_classification.menu_customers']",
            run: "click",
        },
        {trigger: `body:not(:has(.modal)) ${LIVE}`},
        ...look(
            "customer_classification.menu_analysis_today",
            "customer_classification.menu_analysis"
        ),
        {trigger: ".o_navbar_apps_menu button", run: "click"},
        {
            trigger: ".o-dropdown--menu [data-menu-xmlid='account.menu_finance']",
            run: "click",
        },
        {
            trigger: "[data-menu-xmlid='account.menu_finance_receivables']",
            run: "click",
        },
        {
            trigger:
                ".o-dropdown--menu [data-menu-xmlid='account.menu_account_customer']",
            run: "click",
        },
        {
            trigger: `body:not(:has(.modal)):has(.o_searchview_facet:contains(Customer Invoices)) ${LIVE}`,
        },
    ],
});
