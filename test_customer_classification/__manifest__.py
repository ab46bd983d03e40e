{
    "name": "Customer Classification: Test of the Hooks",
    "version": "19.0.1.0.0",
    "summary": "For the tests only: adds to the add-on the way a bridge does",
    "author": "Customer Classification contributors",
    "license": "LGPL-3",
    "category": "Hidden/Tests",
    "depends": ["customer_classification"],
    "data": ["views/customer_views.xml"],
    "assets": {
        "web.assets_tests": ["test_customer_classification/static/tests/tours/**/*"],
    },
}
