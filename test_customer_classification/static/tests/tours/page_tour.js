import {addTour} from "@customer_classification/../tests/tours/add_tour";

/** The contact page shows the line that a module adds. */
addTour("test_customer_classification_page", {
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
