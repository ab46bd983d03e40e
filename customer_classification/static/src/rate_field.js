import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {formatPercentage} from "@web/views/fields/formatters";
import {
    PercentageField,
    percentageField,
} from "@web/views/fields/percentage/percentage_field";

/** Like formatPercentage, with one decimal; nothing where there is no value. */
export function formatCustomerRate(value, options = {}) {
    if (value === false || value === null || value === undefined) {
        return "";
    }
    return formatPercentage(value, {...options, digits: options.digits || [16, 1]});
}

/** A rate that may be empty: never late is not 0 % late. */
export class CustomerRateField extends PercentageField {
    get formattedValue() {
        return formatCustomerRate(this.props.record.data[this.props.name], {
            digits: this.props.digits,
        });
    }
}

registry.category("formatters").add("customer_rate", formatCustomerRate);
registry.category("fields").add("customer_rate", {
    ...percentageField,
    component: CustomerRateField,
    displayName: _t("Rate"),
    supportedTypes: ["float"],
});
