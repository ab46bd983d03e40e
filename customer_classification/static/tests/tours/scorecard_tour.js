import {addTour} from "@customer_classification/../tests/tours/add_tour";

const CLASSES = "[name=category_ids]";
const BANDS = ".modal [name=band_ids]";

/** Open the lines of an x2many: a new one below the others. */
function addLine(list) {
    return {trigger: `${list} .o_field_x2many_list_row_add a`, run: "click"};
}

/** Points from a bound on; an empty bound is everything below. */
function addBand(bound, points) {
    const line = `${BANDS} .o_selected_row`;
    const number = `${line} [name=lower_bound] input`;
    return [
        addLine(BANDS),
        ...(bound
            ? [{trigger: `${number}:value()`, run: `edit ${bound}`}]
            : [{trigger: `${number}:value()`}]),
        {trigger: `${line} [name=points] input:value(0.00)`, run: `edit ${points}`},
        {
            content: "The line is done",
            trigger: ".modal .o_field_widget[name=unknown_points] input",
            run: "click",
        },
        {
            trigger: `${BANDS}:not(:has(.o_selected_row)) .o_data_row [name=points]:contains(/^${points}.00$/)`,
        },
    ];
}

/** A criterion with its weight and bands, in the window that the list opens. */
function addCriterion(metric, weight, bands, done) {
    return [
        addLine("[name=criterion_ids]"),
        {trigger: ".modal [name=metric_id] input", run: `edit ${metric}`},
        {trigger: `.modal .ui-menu-item a:contains(${metric})`, run: "click"},
        {trigger: ".modal [name=weight] input", run: `edit ${weight}`},
        ...bands.flatMap(([bound, points]) => addBand(bound, points)),
        {trigger: ".modal .o_form_button_save", run: "click"},
        {
            content: "The line says the points",
            trigger: `body:not(:has(.modal)) [name=criterion_ids] .o_data_row:contains(${metric}) [name=bands_text]:contains(${done})`,
        },
    ];
}

addTour("customer_classification_scorecard", {
    url: "/odoo/customer-dimensions",
    steps: () => [
        {trigger: ".o_list_button_add", run: "click"},
        {trigger: "[name=name] input", run: "edit Tour Score"},
        {trigger: "[name=code] input", run: "edit tour_score"},
        {
            content: "A scorecard",
            trigger: ".o_field_widget[name=method] input",
            run: "click",
        },
        {trigger: ".o_select_menu_item:contains(Scorecard)", run: "click"},
        {trigger: ".o_notebook a[name=criteria]", run: "click"},
        ...addCriterion(
            "Revenue 12 Months",
            "3",
            [
                ["", "20"],
                ["500", "80"],
            ],
            "20 below 500; 80 from 500"
        ),
        ...addCriterion("Invoices 12 Months", "1", [["2", "100"]], "100 from 2"),
        {trigger: ".o_notebook a[name=categories]", run: "click"},
        addLine(CLASSES),
        {
            trigger: `${CLASSES} .o_selected_row [name=name] input`,
            run: "edit Tour Good",
        },
        {
            trigger: `${CLASSES} .o_selected_row [name=lower_bound] input`,
            run: "edit 60",
        },
        addLine(CLASSES),
        {
            content: "The first line is done and a new one open",
            trigger: `${CLASSES} .o_data_row:not(.o_selected_row):contains(Tour Good)`,
        },
        {
            trigger: `${CLASSES} .o_selected_row:not(:contains(Tour Good)) [name=name] input:value()`,
            run: "edit Tour Weak",
        },
        {
            content: "Save: it is shown who would be where",
            trigger: ".o_form_button_save",
            run: "click",
        },
        ...[
            ["Tour Customer", "Tour Good"],
            ["Tour Rival", "Tour Weak"],
        ].map(([customer, name]) => ({
            trigger: `.o_customer_rule_preview .o_preview_movers tr:contains(${customer}):contains(${name})`,
        })),
        {trigger: ".o_preview_apply", run: "click"},
        {
            trigger: `body:not(:has(.o_customer_rule_preview)) ${CLASSES} .o_data_row:contains(Tour Good) [name=customer_count]:contains(/^1$/)`,
        },
    ],
});
