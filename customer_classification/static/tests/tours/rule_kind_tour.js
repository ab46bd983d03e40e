import {addTour} from "@customer_classification/../tests/tours/add_tour";

const LIST = ".o_field_widget[name=category_ids]";
const KIND = ".modal .o_field_widget[name=rule_kind]";

/** Open the window of a new class. */
function addClass(name) {
    return [
        {trigger: `${LIST} .o_field_x2many_list_row_add a`, run: "click"},
        {
            content: "A new class is given by a rule, which can be written",
            trigger: `.modal:has([name=rule_kind] input[data-value=rule]:checked):has(.o_field_widget[name=domain]) [name=name] input`,
            run: `edit ${name}`,
        },
    ];
}

/** Choose who is given the class, and close its window. */
function choose(kind, name, label) {
    return [
        {trigger: `${KIND} input[data-value=${kind}]`, run: "click"},
        {
            content: "No rule is asked for any more",
            trigger: `.modal:not(:has(.o_field_widget[name=domain])):has([name=rule_kind] input[data-value=${kind}]:checked) .o_form_button_save`,
            run: "click",
        },
        {
            trigger: `body:not(:has(.modal)) ${LIST} .o_data_row:contains(${name}):not(:has(.o_field_domain)) [name=rule_kind]:contains(${label})`,
        },
    ];
}

function saveAndApply() {
    return [
        {trigger: ".o_form_button_save:enabled", run: "click"},
        {trigger: ".o_preview_apply", run: "click"},
    ];
}

function has(name, count) {
    return {
        trigger: `body:not(:has(.o_customer_rule_preview)) ${LIST} .o_data_row:contains(${name}) [name=customer_count]:contains(/^${count}$/)`,
    };
}

addTour("customer_classification_rule_kind", {
    url: "/odoo/customer-dimensions",
    steps: () => [
        {
            trigger: ".o_data_row .o_data_cell:contains(Tour Rules)",
            run: "click",
        },
        {
            content: "A class with a rule says so",
            trigger: `${LIST} .o_data_row:contains(Tour Big):has(.o_field_domain) [name=rule_kind]:contains(By a Rule)`,
        },
        ...addClass("Tour Chosen"),
        {
            content: "No rule yet",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            trigger: `body:not(:has(.modal)) ${LIST} .o_data_row:contains(Tour Chosen)`,
        },
        {trigger: ".o_form_button_save:enabled", run: "click"},
        {
            content: "It is asked for, by the name of the class",
            trigger:
                ".modal:contains(Rule of class “Tour Chosen”: add a condition) .modal-footer button.btn-primary",
            run: "click",
        },
        {
            trigger: `body:not(:has(.modal)) ${LIST} .o_data_row:contains(Tour Chosen) [name=rule_kind]`,
            run: "click",
        },
        ...choose("hand", "Tour Chosen", "By Hand"),
        ...addClass("Tour Rest"),
        ...choose("rest", "Tour Rest", "Everybody Else"),
        ...saveAndApply(),
        has("Tour Rest", "[1-9]\\d*"),
        has("Tour Chosen", 0),
        has("Tour Big", 1),
        {
            content: "Everybody else becomes by hand",
            trigger: `${LIST} .o_data_row:contains(Tour Rest) [name=rule_kind]:contains(Everybody Else)`,
            run: "click",
        },
        ...choose("hand", "Tour Rest", "By Hand"),
        ...saveAndApply(),
        has("Tour Rest", 0),
        {
            content: "and everybody else again, on the page of the class",
            trigger: ".o_form_view button[name=action_open_categories]",
            run: "click",
        },
        {
            trigger: ".o_data_row td[name=complete_name]:contains(Tour Rest)",
            run: "click",
        },
        {
            trigger:
                "body:has(.o_breadcrumb:contains(Tour Rest)) .o_form_view:not(:has(.o_field_widget[name=domain])) [name=rule_kind] input[data-value=rest]",
            run: "click",
        },
        ...saveAndApply(),
        {
            trigger:
                "body:not(:has(.o_customer_rule_preview)):has(.o_form_status_indicator_buttons.invisible) .o_form_view [name=rule_kind] input[data-value=rest]:checked",
        },
    ],
});
