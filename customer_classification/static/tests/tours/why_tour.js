import {rpc} from "@web/core/network/rpc";
import {addTour} from "@customer_classification/../tests/tours/add_tour";
import {stepUtils} from "@web_tour/tour_utils";

const VALUE = ".o_customer_why_line[data-dimension='Value']";

/** The next answer about classes takes two seconds; then the body has a class. */
function delayNextAnswer() {
    const original = rpc._rpc;
    rpc._rpc = (url, ...args) => {
        const promise = original(url, ...args);
        if (!url.endsWith("/get_page")) {
            return promise;
        }
        rpc._rpc = original;
        const slow = new Promise((resolve) => {
            setTimeout(() => resolve(promise), 2000);
            setTimeout(() => document.body.classList.add("o_answer_came"), 2500);
        });
        slow.abort = promise.abort;
        return slow;
    };
}

/** A slow answer for one customer must not be shown for the next one. */
addTour("customer_classification_slow_answer", {
    steps: () => [
        {
            trigger: ".o_data_row .o_data_cell:contains(Tour Customer)",
            run: "click",
        },
        {
            trigger: ".o_form_view a[name=customer_classification]",
            run: "click",
        },
        {
            trigger: `${VALUE}:contains(1,000.00)`,
            run: delayNextAnswer,
        },
        {
            content: "Saving asks again",
            trigger: "[name=phone] input",
            run: "edit 123",
        },
        ...stepUtils.saveForm(),
        {
            trigger: ".o_pager_next",
            run: "click",
        },
        {
            trigger: `.o_form_view:contains(Tour Rival) ${VALUE}:contains(100.00):not(:contains(1,000.00))`,
        },
        {
            content: "The answer about the customer before has come",
            trigger: `body.o_answer_came ${VALUE}:contains(100.00):not(:contains(1,000.00))`,
        },
    ],
});
