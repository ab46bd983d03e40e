import {addTour} from "@customer_classification/../tests/tours/add_tour";
import {stepUtils} from "@web_tour/tour_utils";

const ROW = "[name=category_ids] .o_data_row:contains(Tour Often)";
const INPUT = "[name=category_ids] .o_selected_row [name=lower_bound] input";

/** Type the bound of the first band and save. */
function changeBound(value) {
    return [
        {
            trigger: INPUT,
            run: `edit ${value}`,
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
    ];
}

addTour("customer_classification_apply_fails", {
    url: "/odoo/customer-dimensions",
    steps: () => [
        {
            trigger: ".o_data_row .o_data_cell:contains(Tour Bands)",
            run: "click",
        },
        {
            trigger: `${ROW} [name=lower_bound]`,
            run: "click",
        },
        ...changeBound("3"),
        {
            trigger: ".o_preview_apply",
            run: "click",
        },
        {
            content: "Applying fails, and it is said that the rules are saved",
            trigger:
                ".o_notification:contains(The rules are saved; customers follow with the next refresh.)",
        },
        {
            content: "They are: nothing is left to save",
            trigger: `body:not(:has(.o_customer_rule_preview)):has(.o_form_status_indicator_buttons.invisible) ${ROW} [name=lower_bound]:contains(3.00)`,
        },
    ],
});

addTour("customer_classification_preview", {
    url: "/odoo/customer-dimensions",
    steps: () => [
        {
            trigger: ".o_data_row .o_data_cell:contains(Tour Bands)",
            run: "click",
        },
        {
            content: "Edit the bound of the first band",
            trigger: `${ROW} [name=lower_bound]`,
            run: "click",
        },
        ...changeBound("3"),
        {
            content: "What would happen is shown before anything is saved",
            trigger:
                ".o_customer_rule_preview:has(.o_preview_summary:contains(1 of)) .o_preview_movers tr:contains(Tour Customer):contains(Tour Rarely)",
        },
        {
            content: "One customer leaves the band",
            trigger:
                ".o_customer_rule_preview tr[data-category='Tour Often'] .o_preview_then:contains(/^0$/)",
        },
        {
            content: "and it is said that nobody is left in it",
            trigger:
                ".o_customer_rule_preview li[data-kind=nobody]:contains(Tour Often)",
        },
        {
            trigger: ".o_preview_discard",
            run: "click",
        },
        {
            content: "The bound is as it was, nothing is left to save",
            trigger: `body:not(:has(.o_customer_rule_preview)):has(.o_form_status_indicator_buttons.invisible) ${INPUT}:value(2.00)`,
        },
        ...changeBound("3"),
        {
            trigger: ".o_preview_apply",
            run: "click",
        },
        {
            content: "Saved and applied: the band has no customer",
            trigger: `body:not(:has(.o_customer_rule_preview)) ${ROW} [name=customer_count]:contains(/^0$/)`,
        },
        {
            content: "A name is saved without further ado",
            trigger: "[name=name] input",
            run: "edit Tour Renamed",
        },
        ...stepUtils.saveForm(),
        {
            content: "Rules can be tried without changing anything",
            trigger: ".o_rule_preview",
            run: "click",
        },
        {
            trigger:
                ".o_customer_rule_preview .o_preview_summary:contains(No customer moves)",
        },
        {
            trigger: ".o_preview_close",
            run: "click",
        },
        {
            content: "The form of a category shows it as well",
            trigger: `body:not(:has(.o_customer_rule_preview)) ${ROW} .o_list_record_open_form_view`,
            run: "click",
        },
        {
            trigger:
                ".o_form_view:has([name=complete_name], [name=parent_id]) [name=lower_bound] input:value(3.00)",
            run: "edit 1",
        },
        {
            content: "Leaving saves, so it asks",
            trigger: ".o_breadcrumb a:contains(Tour Renamed)",
            run: "click",
        },
        {
            trigger:
                ".o_customer_rule_preview tr[data-category='Tour Often'] .o_preview_then:contains(/^2$/)",
        },
        {
            trigger: ".o_preview_discard",
            run: "click",
        },
        {
            content: "and then leaves, with nothing changed",
            trigger: `body:not(:has(.o_customer_rule_preview)) ${ROW} [name=lower_bound]:contains(3.00)`,
        },
    ],
});
