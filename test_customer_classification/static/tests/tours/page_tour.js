import {registry} from "@web/core/registry";

/** The contact page shows the line that a module adds. */
registry.category("web_tour.tours").add("test_customer_classification_page", {
    steps: () => [
        {
            trigger: ".o_form_view a[name=customer_classification]",
            run: "click",
        },
        {
            trigger: ".o_customer_why_fact:contains(最大发票):contains(500.00)",
        },
    ],
});
