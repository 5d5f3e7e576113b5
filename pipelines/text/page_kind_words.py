"""What kinds of pages are called, what stands on them, and how they are asked for: English and German.

General accounting, no company's words. `*` stands for the rest of a word; between words a hyphen is a blank.
"""

from typing import Final

STATEMENT_OF: Final = "statement of", "statements of", "statement of consolidated", "statements of consolidated"

TITLES: Final = {
    "balance_sheet": [
        "balance sheet", "balance sheets", "bilanz", "konzernbilanz", "konzern-bilanz",
        *(f"{each} {what}" for each in STATEMENT_OF
          for what in ("financial position", "financial condition", "assets and liabilities")),
    ],
    "income_statement": [
        "income statement", "income statements", "profit and loss account", "profit and loss statement",
        *(f"{each} {what}" for each in STATEMENT_OF for what in (
            "income", "net income", "comprehensive income", "comprehensive earnings", "comprehensive loss", "earnings",
            "operations", "activities", "loss", "profit or loss", "profit and loss", "comprehensive operations",
            "income and comprehensive income", "income and other comprehensive income",
            "earnings and comprehensive income", "operations and comprehensive income",
            "operations and comprehensive loss", "profit or loss and other comprehensive income",
            "profit and loss and other comprehensive income")),
        "gewinn- und verlustrechnung", "konzern-gewinn- und verlustrechnung", "konzerngewinn- und verlustrechnung",
        "gesamtergebnisrechnung", "konzerngesamtergebnisrechnung", "konzern-gesamtergebnisrechnung",
        "ergebnisrechnung",
    ],
    "cash_flow_statement": [
        "cash flow statement", "cash flow statements",
        *(f"{each} {what}" for each in STATEMENT_OF for what in ("cash flow", "cash flows")),
        "kapitalflussrechnung", "konzernkapitalflussrechnung", "konzern-kapitalflussrechnung",
    ],
    "equity_statement": [
        *(f"{each} {changes}{whose}{what}" for each in STATEMENT_OF for changes in ("", "changes in ")
          for whose in ("", "total ", "shareholder* ", "stockholder* ", "shareowner* ", "owner* ")
          for what in ("equity", "deficit")),
        "eigenkapitalspiegel", "konzerneigenkapitalspiegel", "konzern-eigenkapitalspiegel",
        "eigenkapitalveränderungsrechnung", "konzerneigenkapitalveränderungsrechnung",
        "konzern-eigenkapitalveränderungsrechnung",
    ],
    "selected_data": [
        "selected financial data", "selected consolidated financial data", "selected historical financial data",
        "selected financial information", "financial highlights", "financial summary", "key figures",
        "key financial figures", "five year financial summary", "ten year financial summary",
        *(f"{years} year {what}" for years in ("five", "ten", "5", "10")
          for what in ("summary", "record", "review", "overview")),
        "kennzahlen", "konzernkennzahlen", "mehrjahresübersicht",
    ],
}  # fmt: skip
"""By a kind's name what the title of such a page says."""

WORDS: Final = {
    "balance_sheet": """
        balance sheet statement of financial position financial condition total current assets total current
        liabilities cash and cash equivalents receivables inventories inventory turnover goodwill property plant and
        equipment net capital intensive accounts payable debt borrowings total liabilities shareholders equity
        retained earnings current ratio quick ratio working capital debt to equity return on assets Bilanz Aktiva
        Passiva Eigenkapital Verbindlichkeiten Vorräte Bilanzsumme""",
    "income_statement": """
        income statement statement of operations earnings profit and loss revenue net sales cost of goods sold COGS
        gross profit gross margin operating income operating margin EBIT EBITDA interest expense interest coverage
        income tax effective tax rate net income net earnings profit margin earnings per share basic diluted EPS top
        line bottom line Gewinn- und Verlustrechnung Umsatzerlöse Jahresüberschuss Ergebnis je Aktie Ergebnis vor
        Steuern Ertragsteuern""",
    "cash_flow_statement": """
        cash flow statement of cash flows cash flow from operations operating activities investing activities
        financing activities capital expenditures capex additions to property depreciation and amortization
        dividends paid repurchases free cash flow net change in cash Kapitalflussrechnung Mittelzufluss laufende
        Geschäftstätigkeit Investitionstätigkeit Finanzierungstätigkeit Investitionen Abschreibungen Dividenden""",
    "equity_statement": """
        statement of changes in shareholders equity stockholders equity shares outstanding dividends declared share
        repurchases stock based compensation retained earnings accumulated other comprehensive income issued
        treasury Eigenkapitalspiegel Eigenkapitalveränderungsrechnung gezeichnetes Kapital Kapitalrücklage
        Gewinnrücklagen""",
    "selected_data": """
        selected financial data key figures financial highlights summary of years at a glance growth compared
        Kennzahlen auf einen Blick Mehrjahresübersicht""",
}
"""By a kind's name what such pages are searched by beside their own words: names, lines, what is computed of them."""

ASKED: Final = {
    "balance_sheet": [
        "balance sheet*", "financial position", "financial condition", "total asset*", "current asset*",
        "fixed asset*", "non current asset*", "noncurrent asset*", "net asset*", "intangible asset*", "liabilit*",
        "current ratio", "quick ratio", "acid test", "debt to equity", "equity ratio", "leverage ratio",
        "working capital", "inventor*", "goodwill", "receivable*", "payable*", "long term debt", "short term debt",
        "net debt", "borrowings", "PP&E", "property plant", "property, plant", "capital intensive",
        "return on assets", "return on equity", "ROA", "ROE", "cash and cash equivalents", "cash & cash equivalents",
        "cash and equivalents", "cash on hand", "retained earnings", "shareholder* equity", "stockholder* equity",
        "asset turnover", "liquidity", "solven*", "bilanz*", "eigenkapital*", "verbindlichkeit*", "vorräte*",
        "forderungen", "anlagevermögen", "umlaufvermögen", "verschuldungsgrad",
    ],
    "income_statement": [
        "income statement*", "statement of operations", "statement of income", "statement of earnings",
        "statements of operations", "statements of income", "statements of earnings", "profit and loss",
        "profit & loss", "P&L", "revenue*", "net sales", "turnover", "top line", "topline", "bottom line",
        "cost of goods", "cost of sales", "cost of revenue*", "COGS", "EBIT*", "EPS", "interest expense*",
        "interest coverage", "interest income", "tax rate", "tax ratio", "tax expense*", "earnings per", "SG&A",
        "profitab*", "operating expense*", "umsatz*", "jahresüberschuss", "jahresfehlbetrag", "gewinn",
        "gewinn- und verlustrechnung", "ergebnis je", "ergebnis vor", "ergebnis nach", "steuerquote",
        "betriebsergebnis", "rohertrag", "materialaufwand", "personalaufwand",
        *(f"{which} {what}" for which in ("gross", "operating", "net", "profit")
          for what in ("margin*", "profit*", "income", "earnings", "loss")),
    ],
    "cash_flow_statement": [
        "cash flow*", "cashflow*", "operating activities", "investing activities", "financing activities",
        "from operations", "among operations", "capital expenditure*", "capex", "depreciation", "amortization",
        "amortisation", "D&A", "dividend* paid", "paid dividend*", "paid in dividend*", "paid out in * dividend*",
        "share repurchase*", "stock repurchase*", "share buyback*", "stock buyback*", "capital intensive",
        "kapitalfluss*", "mittelzufluss", "mittelabfluss", "abschreibungen",
    ],
    "equity_statement": [
        "changes in equity", "changes in * equity", "change in equity", "statement of changes",
        "statement of * equity", "dividend* declared", "treasury shares", "treasury stock", "shares issued",
        "shares outstanding", "eigenkapitalspiegel", "eigenkapitalveränderung*",
    ],
    "selected_data": [
        "selected data", "selected financial data", "financial highlights", "key figures", "last five years",
        "past five years", "last ten years", "past ten years", "kennzahl*", "mehrjahres*",
    ],
}  # fmt: skip
"""By a kind's name what a question says that such a page answers."""
