from odoo.tests import HttpCase, new_test_user, tagged

CHARTS = 6
# Open the dashboard, and wait for its charts and the numbers of its cards.
OPEN = """
(async () => {
    const wait = async (what) => {
        for (let tries = 0; tries < 300; tries++) {
            const found = what();
            if (found) {
                return found;
            }
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
        throw new Error(`Not found: ${what}`);
    };
    const items = () => [...document.querySelectorAll(".o_search_panel li")];
    const ours = () => items().find((item) => item.textContent.trim() === "Customers");
    (await wait(ours)).click();
    await wait(() => document.querySelectorAll(".o-figure canvas").length >= %s);
    console.log("test successful");
})();
"""


@tagged("post_install", "-at_install")
class TestDashboardUi(HttpCase):
    def test_open(self):
        """An accountant opens it in the browser; an error on the console fails."""
        new_test_user(
            self.env,
            "dashboard_accountant",
            "account.group_account_invoice",
            password="dashboard_accountant",
        )
        self.browser_js(
            "/odoo/action-spreadsheet_dashboard.ir_actions_dashboard_action",
            OPEN % CHARTS,
            login="dashboard_accountant",
            timeout=90,
        )
