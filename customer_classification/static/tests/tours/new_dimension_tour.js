import {addTour} from "@customer_classification/../tests/tours/add_tour";

const PREVIEW = ".o_customer_rule_preview";
const LINE = "[name=category_ids] .o_selected_row";
const INTACT =
    "body:not(:has(.modal)):has([name=name] input:value(Tour New)):has([name=code] input:value(tour_new)) [name=category_ids] .o_data_row:contains(Tour Buying)";

/** Bands by the number of invoices, with one class: who has one or more. */
function enter(code) {
    return [
        {
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            trigger: "[name=name] input",
            run: "edit Tour New",
        },
        {
            trigger: "[name=code] input",
            run: `edit ${code}`,
        },
        {
            trigger: "[name=method] input",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains(Bands)",
            run: "click",
        },
        {
            trigger: "[name=metric_id] input",
            run: "edit Invoices 12 Months",
        },
        {
            trigger: ".o-autocomplete--dropdown-item a:contains(Invoices 12 Months)",
            run: "click",
        },
        {
            trigger: "[name=category_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: `${LINE} [name=name] input`,
            run: "edit Tour Buying",
        },
        {
            trigger: `${LINE} [name=lower_bound] input`,
            run: "edit 1",
        },
    ];
}

function press(selector) {
    return {trigger: selector, run: "click"};
}

addTour("customer_classification_new_dimension", {
    steps: () => [
        ...enter("Tour New"),
        press(".o_form_button_save"),
        {
            content: "The server refuses the code, and nothing that was typed is lost",
            trigger: ".modal:contains(lower case) .modal-footer button",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) [name=code] input:value(Tour New)",
        },
        {
            trigger: "[name=code] input",
            run: "edit tour_new",
        },
        press(".o_rule_preview"),
        {
            content: "Both customers would be in the class",
            trigger: `${PREVIEW} tr[data-category='Tour Buying'] .o_preview_then:contains(/^2$/)`,
        },
        press(".o_preview_discard"),
        {
            content: "Throwing something new away is asked for; no is an answer",
            trigger:
                ".modal:not(:has(.o_customer_rule_preview)):contains(will be lost) button:contains(Keep Editing)",
            run: "click",
        },
        {trigger: INTACT},
        press(".o_form_button_save"),
        {
            content: "Saving shows what it does, also the first time; Esc goes back",
            trigger: `${PREVIEW} .o_preview_summary:contains(2 of)`,
            run: "press Escape",
        },
        {trigger: INTACT},
        press(".o_breadcrumb a:contains(Dimensions)"),
        {
            content: "So does leaving, and the cross goes back",
            trigger: `.modal:has(${PREVIEW}) .btn-close, ${PREVIEW} .btn-close`,
            run: "click",
        },
        {trigger: INTACT},
        press(".o_form_button_save"),
        press(`${PREVIEW} .o_preview_apply`),
        {
            content: "Saved, and the customers are classified at once",
            trigger: ".o_notification:contains(classified by these rules)",
        },
        {
            trigger:
                "body:not(:has(.modal)):has(.o_form_status_indicator_buttons.invisible) [name=category_ids] .o_data_row [name=customer_count]:contains(/^2$/)",
        },
    ],
});

addTour("customer_classification_new_discarded", {
    steps: () => [
        ...enter("tour_new"),
        press(".o_form_button_save"),
        press(`${PREVIEW} .o_preview_discard`),
        press(
            ".modal:contains(will be lost) .modal-footer button:contains(Discard Changes)"
        ),
        {
            content: "Back in the list, without it",
            trigger: ".o_list_view:not(:contains(Tour New)) .o_list_button_add",
        },
    ],
});
