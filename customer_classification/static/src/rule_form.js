import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {FormController} from "@web/views/form/form_controller";
import {formView} from "@web/views/form/form_view";
import {RulePreviewDialog} from "./rule_preview";

const DIMENSION = "customer.classification.dimension";

/**
 * How far changes of rules have come:
 *
 *   editing -> accepted -> toApply -> applied -> editing
 *
 * and back to editing from each, where saving fails or somebody goes on editing.
 * `discarded` is where saving ended because the changes are not wanted.
 */
const STAGE = Object.freeze({
    // Nothing is decided: saving shows what the changes do, and asks.
    editing: "editing",
    // Shown and accepted before saving began: saving does not ask once more.
    accepted: "accepted",
    // Being saved; once that is done the customers are classified.
    toApply: "toApply",
    // The customers are classified: what the form shows of them is old.
    applied: "applied",
    // Thrown away by whoever was asked.
    discarded: "discarded",
});

/**
 * A form of rules, of a dimension or one of its categories: what they would do is
 * shown on the real customers before they are saved, and they are applied at once.
 *
 * The server says which changes are worth it: names and colours are just saved.
 */
export class RuleFormController extends FormController {
    static template = "customer_classification.RuleFormView";

    setup() {
        super.setup();
        this.notification = useService("notification");
        this.stage = STAGE.editing;
        // A preview waits for its answer.
        this.isAsking = false;
    }

    get canPreview() {
        const {data} = this.model.root;
        return this.canEdit && data.method !== "manual" && this.dimensionId !== null;
    }

    /** Id of the dimension; false for a new one, null for a category without one. */
    get dimensionId() {
        const {data, resId} = this.model.root;
        if (this.props.resModel === DIMENSION) {
            return resId || false;
        }
        return data.dimension_id ? data.dimension_id.id : null;
    }

    /** What is changed, as changes of the dimension. */
    dimensionChanges(record, changes) {
        if (this.props.resModel === DIMENSION) {
            return changes;
        }
        if (!Object.keys(changes).length) {
            return {};
        }
        const command = record.resId ? [1, record.resId, changes] : [0, 0, changes];
        return {category_ids: [command]};
    }

    /** Promise of the preview; of false where `automatic` ones have nothing to show. */
    loadPreview(record, changes, automatic) {
        return this.orm.call(
            DIMENSION,
            "preview_changes",
            [
                this.dimensionId ? [this.dimensionId] : [],
                this.dimensionChanges(record, changes),
            ],
            {automatic, context: record.context}
        );
    }

    /**
     * Show a preview and wait for the answer.
     *
     * @returns {Promise<String|false>} "apply", "discard", or false to go on editing:
     *  by the button, by Esc, or by closing the dialog
     */
    async ask(preview, isChanged) {
        this.isAsking = true;
        try {
            const answer = await this.openDialog(preview, isChanged);
            if (answer === "discard" && this.model.root.isNew) {
                return (await this.confirmDiscard()) && answer;
            }
            return answer;
        } finally {
            this.isAsking = false;
        }
    }

    openDialog(preview, isChanged) {
        return new Promise((resolve) => {
            let given = false;
            const props = {
                preview,
                isChanged,
                answer: (answer) => {
                    given = answer;
                },
            };
            this.dialogService.add(RulePreviewDialog, props, {
                onClose: () => resolve(given),
            });
        });
    }

    /** Promise of whether something new, of which nothing is saved, is to be lost. */
    confirmDiscard() {
        return new Promise((resolve) => {
            const props = {
                title: _t("Discard Changes"),
                body: _t(
                    "It is new: nothing of it is saved, and all that you have entered will be lost."
                ),
                confirmLabel: _t("Discard Changes"),
                confirmClass: "btn-danger",
                confirm: () => resolve(true),
                cancelLabel: _t("Keep Editing"),
                cancel: () => resolve(false),
            };
            this.dialogService.add(ConfirmationDialog, props, {
                onClose: () => resolve(false),
            });
        });
    }

    async onPreview() {
        const record = this.model.root;
        if (!(await record.checkValidity({displayNotification: true}))) {
            return;
        }
        const changes = await record.getChanges();
        const isChanged = record.isNew || Boolean(Object.keys(changes).length);
        const preview = await this.loadPreview(record, changes, false);
        const answer = await this.ask(preview, isChanged);
        if (answer === "discard") {
            await this.discard();
        } else if (answer === "apply" && isChanged) {
            this.stage = STAGE.accepted;
            await this.save();
        } else if (answer === "apply") {
            await this.apply();
            await this.model.load();
        }
    }

    async onWillSaveRecord(record, changes) {
        const isAccepted = this.stage === STAGE.accepted;
        this.stage = STAGE.editing;
        const answer = isAccepted ? "apply" : await this.askToSave(record, changes);
        if (answer === "apply") {
            this.stage = STAGE.toApply;
        } else if (answer === "discard") {
            record._discard();
            this.stage = STAGE.discarded;
        }
        return answer === "apply" || answer === "save";
    }

    /** The answer to a preview of what is to be saved; "save" where none is needed. */
    async askToSave(record, changes) {
        if (this.model._urgentSave || this.dimensionId === null) {
            return "save";
        }
        let preview = false;
        try {
            preview = await this.loadPreview(record, changes, true);
        } catch {
            // Saving says what is wrong, and offers what Odoo offers then.
        }
        return preview ? this.ask(preview, true) : "save";
    }

    async onRecordSaved() {
        await super.onRecordSaved(...arguments);
        if (this.stage === STAGE.toApply) {
            await this.applySaved();
            this.stage = STAGE.applied;
        }
    }

    /** Apply what has just been saved: whatever fails now, it is saved. */
    async applySaved() {
        try {
            await this.apply();
        } catch {
            this.notification.add(
                _t("The rules are saved; customers follow with the next refresh."),
                {type: "warning"}
            );
        }
    }

    /** Classify the customers by the rules as they are saved. */
    async apply() {
        const busy = await this.orm.call(DIMENSION, "apply_now", [this.dimensionId]);
        if (busy.length) {
            this.notification.add(
                _t(
                    "The rules are saved. The customers of %s are being refreshed just now and follow with the next refresh.",
                    busy.join(", ")
                ),
                {type: "warning"}
            );
        } else {
            this.notification.add(_t("The customers are classified by these rules."), {
                type: "success",
            });
        }
    }

    async save(params) {
        try {
            const saved = await super.save(params);
            const stays = params?.reload !== false;
            if (stays && this.stage === STAGE.applied) {
                await this.model.load();
            } else if (stays && this.stage === STAGE.discarded) {
                await this.discard(); // leaves the form of something new
            }
            return saved;
        } finally {
            this.stage = STAGE.editing;
        }
    }

    async beforeLeave() {
        if (this.isAsking) {
            return false; // the preview that is open is to be answered first
        }
        const result = await super.beforeLeave(...arguments);
        // Discarded changes keep nobody here.
        return result === false && !this.model.root.dirty ? true : result;
    }

    /** Looking at a customer in another tab saves nothing. */
    beforeVisibilityChange() {}

    async beforeUnload(ev) {
        if (this.dimensionId && this.model.root.dirty) {
            ev.preventDefault();
            ev.returnValue = "Unsaved changes";
            return;
        }
        return super.beforeUnload(ev);
    }
}

registry.category("views").add("customer_rules", {
    ...formView,
    Controller: RuleFormController,
});
