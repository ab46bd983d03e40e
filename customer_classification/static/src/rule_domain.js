import {registry} from "@web/core/registry";
import {DomainSelector} from "@web/core/domain_selector/domain_selector";
import {DomainField, domainField} from "@web/views/fields/domain/domain_field";
import {useService} from "@web/core/utils/hooks";
import {onWillStart} from "@odoo/owl";

/** Offers only the fields that a rule may look at; the server refuses the others. */
export class RuleSelector extends DomainSelector {
    setup() {
        super.setup();
        const orm = useService("orm");
        onWillStart(async () => {
            this.paths = await orm
                .cache()
                .call("customer.classification.dimension", "get_rule_paths", []);
        });
    }

    getPathEditorInfo() {
        const info = super.getPathEditorInfo(...arguments);
        const {extractProps} = info;
        info.extractProps = (params) => ({
            ...extractProps(params),
            filter: (field, _path, model) =>
                field.searchable && (this.paths[model] || []).includes(field.name),
        });
        return info;
    }
}

/** The domain widget of rules. */
export class RuleField extends DomainField {
    static components = {...DomainField.components, DomainSelector: RuleSelector};
}

registry.category("fields").add("customer_rule", {
    ...domainField,
    component: RuleField,
    additionalClasses: [...(domainField.additionalClasses || []), "o_field_domain"],
});
