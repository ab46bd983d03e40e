import {addTour} from "@customer_classification/../tests/tours/add_tour";

/** From a number on the contact to the documents that add up to it, and on. */
addTour("customer_classification_metric", {
    steps: () => [
        {
            content: "Open the page of the classification",
            trigger: "a[name=customer_classification]",
            run: "click",
        },
        {
            content: "Advice is there",
            trigger: ".o_customer_why_advice",
        },
        {
            content: "Open what the revenue is made of",
            trigger: ".o_field_customer_metric[name=customer_revenue_12m] a",
            run: "click",
        },
        {
            content: "The foot of the list is the number",
            trigger: ".o_list_footer:contains(1,000.00)",
        },
        {
            content: "Back to the contact",
            trigger: ".breadcrumb-item a:contains(Tour Customer)",
            run: "click",
        },
        {
            content: "Open the page of the classification again",
            trigger: "a[name=customer_classification]",
            run: "click",
        },
        {
            content: "Open what the receivable is made of",
            trigger: ".o_field_customer_metric[name=customer_receivable] a",
            run: "click",
        },
        {
            content: "It is open, with a total",
            trigger: ".o_list_footer:contains(1,000.00)",
        },
        {
            content: "Open the document itself",
            trigger: ".o_data_row td[name=move_name]",
            run: "click",
        },
        {
            content: "The invoice",
            trigger: ".o_form_view .o_field_widget[name=invoice_line_ids]",
        },
    ],
});
