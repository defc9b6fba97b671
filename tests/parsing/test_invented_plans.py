"""Plans invented as authors in many offices would write them, asserted as a careful reader would record them."""

from bdg_graph.parsing import records as r
from tests.parsing.inventions import cited, draft, duties, leads, of, reports, targets


def test_a_scan_with_pages_decomposed_letters_and_two_columns() -> None:
    """Numbers of pages, a signature beside the recipients, an abbreviation that the preamble explains."""
    name = "scanned.txt"
    assert targets(name) == [
        "1.1 gteq 60 percent 2025",
        "1.1 gteq 75 percent 2030",
        "2.1 gteq 48 percent 2025",
        "2.1 gteq 55 percent 2030",
        "2.2 lt 40 percent 2025",
        "2.2 lt 30 percent 2030",
        "2.3 gteq 27 percent 2025",
        "2.3 gteq 30 percent 2030",
        "3.1 lteq 1.7 times 2025",
        "3.1 lteq 1.4 times 2030",
        "3.2 gteq 80 percent 2025",
        "3.2 gteq 90 percent 2030",
        "3.2 gteq 50 percent 2025",
        "3.2 gteq 70 percent 2030",
        "3.3 gteq 100 percent 2025",
        "4.1 eq 112 boys-per-100-girls 2025",
        "4.1 lt 111 boys-per-100-girls 2030",
        "4.2 lteq 42 deaths-per-100000-live-births 2025",
        "4.2 lt 40 deaths-per-100000-live-births 2030",
    ]
    assert leads(name) == [
        "lam-thanh/so-lao-dong-thuong-binh-va-xa-hoi lead indicator 2.1 indicator 2.2 indicator 3.3",
        "lam-thanh/so-lao-dong-thuong-binh-va-xa-hoi lead indicator 3.2",
        "lam-thanh/so-ke-hoach-va-dau-tu lead indicator 2.3",
        "lam-thanh/so-noi-vu lead objective 1",
        "lam-thanh/so-y-te lead objective 4",
        "lam-thanh/so-van-hoa-the-thao-va-du-lich lead indicator 3.2",
        "lam-thanh/cuc-thong-ke data indicator 3.1",
    ]
    (signatory,) = of(name, r.Signatory)
    assert isinstance(signatory, r.Signatory)
    assert (signatory.name, signatory.position, signatory.on_behalf_of) == (
        "Nguyễn Thị Thu Hà",
        "PHÓ CHỦ TỊCH",
        "TM. ỦY BAN NHÂN DÂN",
    )
    assert draft(name).leftovers == []


def test_headings_in_bold_and_a_table_with_groups_and_two_years() -> None:
    """A duty names the rows of the table by their numbers; a row that heads others is no indicator."""
    name = "city-bold-2026.md"
    assert targets(name) == [
        "1 gteq 65 percent 2028",
        "1 gteq 75 percent 2030",
        "2 gteq 35 percent 2030",
        "3 lt 20 percent 2028",
        "3 lt 18 percent 2030",
        "4 gteq 27 percent 2028",
        "4 gteq 30 percent 2030",
        "5 lteq 111 boys-per-100-girls 2028",
        "5 lteq 109 boys-per-100-girls 2030",
        "6 lt 19 births-per-1000-women 2028",
        "6 lt 18 births-per-1000-women 2030",
    ]
    assert leads(name) == [
        "vinh-tra/so-noi-vu lead indicator 1",
        "vinh-tra/so-noi-vu lead indicator 2",
        "vinh-tra/so-nong-nghiep-va-moi-truong lead indicator 3",
        "vinh-tra/so-tai-chinh lead indicator 4",
        "vinh-tra/so-y-te lead indicator 5",
        "vinh-tra/so-y-te lead indicator 6",
        "vinh-tra/so-y-te lead indicator 5 indicator 6",
    ]
    assert draft(name).leftovers == []


def test_a_lead_on_the_line_below_each_indicator() -> None:
    """One such line a group: of the indicator above it. Fractions and changes are no targets, but doubted."""
    name = "five-year-2026.txt"
    assert draft(name).plan.header.period == (2026, 2030)
    assert targets(name) == [
        "1.1 gteq 65 percent 2028",
        "1.1 gteq 75 percent 2030",
        "2.1 gteq 52 percent 2028",
        "2.1 gteq 60 percent 2030",
        "2.3 lteq 2.8 percent 2030",
        "3.1 lt 111 boys-per-100-girls 2028",
        "3.1 eq 109 boys-per-100-girls 2030",
        "3.2 lteq 30 deaths-per-100000-live-births 2030",
        "3.3 gteq 100 percent 2030",
    ]
    assert leads(name) == [
        "my-trung/so-noi-vu lead indicator 2.1 indicator 2.3",
        "my-trung/ngan-hang-chinh-sach-xa-hoi lead indicator 2.2",
        "my-trung/so-noi-vu lead indicator 1.1",
        "my-trung/so-noi-vu lead indicator 1.2",
        "my-trung/so-y-te lead indicator 3.2",
        "my-trung/so-giao-duc-va-dao-tao lead indicator 3.3",
    ]
    assert [(d.key, d.en) for d in draft(name).doubts if d.kind == "Indicator"] == [
        ("1.2", "No decimal figure is this fraction."),
        ("2.2", "The figure is a change, not a level."),
    ]
    assert draft(name).leftovers == []


def test_a_programme_of_a_decision_with_an_appendix_of_tasks() -> None:
    """A law that amends others is one document; neither the decision nor its programme cites itself."""
    name = "programme-decision.txt"
    assert targets(name) == [
        "1 gteq 100 percent 2025",
        "2 gteq 80 percent 2025",
        "3 gteq 70 percent 2025",
        "4 gteq 100 percent 2025",
        "5 gteq 3 None 2025",
        "6 gt 90 percent 2025",
    ]
    assert duties(name) == [
        "table-1.1 lead so-lao-dong-thuong-binh-va-xa-hoi + cong-an-tinh so-y-te hoi-lien-hiep-phu-nu",
        "table-1.2 lead so-lao-dong-thuong-binh-va-xa-hoi + cuc-thong-ke",
        "table-1.3 lead dai-phat-thanh-va-truyen-hinh bao-tinh + so-thong-tin-va-truyen-thong",
        "1.1 lead so-lao-dong-thuong-binh-va-xa-hoi + cac-so-ban-nganh cac-dia-phuong",
        "1.2 other so-lao-dong-thuong-binh-va-xa-hoi",
        "2.1 other cong-an-tinh",
        "3.1 coordinate so-tai-chinh + so-lao-dong-thuong-binh-va-xa-hoi",
        "4.1 lead so-tu-phap + cac-don-vi-lien-quan",
        "5.1 coordinate uy-ban-mat-tran-to-quoc hoi-lien-hiep-phu-nu doan-thanh-nien-cong-san-ho-chi-minh",
        "6.1 other uy-ban-nhan-dan-cap-huyen",
        "7.1 other cac-so-ban-nganh",
    ]
    assert cited(name) == [
        "luat-to-chuc-chinh-quyen-dia-phuong",
        "luat-sua-doi-bo-sung-mot-so-dieu-cua-luat-to-chuc-chinh-phu-va-luat-to-chuc-chinh-quyen-dia",
        "luat-binh-dang-gioi",
        "luat-phong-chong-bao-luc-gia-dinh",
        "2232-qd-ttg-2020",
        "chuong-trinh-phong-ngua-va-ung-pho-voi-bao-luc-tren-co-so-gioi-2021-2025",
        "187-ttr-ldtbxh-2021",
    ]
    assert draft(name).leftovers == []


def test_a_department_on_the_sex_ratio_at_birth() -> None:
    """The department below the committee issues; a yearly change is no target; a day of every quarter."""
    name = "sex-ratio.txt"
    header = draft(name).plan.header
    assert (header.issuer, header.period) == ("phuoc-giang/so-y-te", (2022, 2025))
    assert targets(name) == [
        "1 lteq 113.4 boys-per-100-girls 2022",
        "1 lt 112 boys-per-100-girls 2025",
        "3 gteq 95 percent 2025",
        "4 gteq 70 percent 2022",
        "4 gteq 85 percent 2025",
        "5 gteq 100 percent 2025",
    ]
    assert duties(name) == [
        "1.1 lead chi-cuc-dan-so",
        "1.2 other chi-cuc-dan-so",
        "2.1 lead thanh-tra-so",
        "3.1 coordinate trung-tam-kiem-soat-benh-tat + chi-cuc-dan-so",
        "4.1 other trung-tam-y-te-cap-huyen",
    ]
    assert reports(name) == [
        "chi-cuc-dan-so > so-y-te tong-cuc-dan-so annual 10/6/None",
        "chi-cuc-dan-so > so-y-te tong-cuc-dan-so annual 10/12/None",
        "trung-tam-y-te-cap-huyen > so-y-te quarterly 5/None/None",
    ]


def test_a_district_whose_duties_name_marks_of_the_plan() -> None:
    """ "Chỉ tiêu tại mục 1.2.2" is what stands there; a share of a count, a share of a third, a share that falls."""
    name = "district-year.txt"
    assert draft(name).plan.header.issuer == "thach-an-khe/uy-ban-nhan-dan-cap-huyen"
    assert targets(name) == [
        "1 gteq 15 percent 2024",
        "2 gteq 1200 None 2024",
        "2 gteq 50 percent 2024",
        "2 gteq 55 percent 2024",
        "3 gteq 90 percent 2024",
        "4 lt 113 boys-per-100-girls 2024",
        "5 gteq 100 percent 2024",
    ]
    (ratio,) = [t for t in of(name, r.Target) if isinstance(t, r.Target) and t.indicator == "4"]
    assert (str(ratio.baseline_value), ratio.baseline_year) == ("114.2", 2023)
    assert leads(name) == [
        "thach-an-khe/phong-lao-dong-thuong-binh-va-xa-hoi lead indicator 2",
        "thach-an-khe/phong-noi-vu lead indicator 1",
        "thach-an-khe/phong-van-hoa-va-thong-tin lead indicator 3",
        "thach-an-khe/trung-tam-y-te-cap-huyen lead indicator 4",
        "thach-an-khe/phong-giao-duc-va-dao-tao lead indicator 5",
    ]
    office = "phong-lao-dong-thuong-binh-va-xa-hoi > uy-ban-nhan-dan-cap-huyen so-lao-dong-thuong-binh-va-xa-hoi"
    assert reports(name) == [
        f"{office} None 15/6/None",
        f"{office} once 30/11/2024",
        "uy-ban-nhan-dan-cap-xa > phong-lao-dong-thuong-binh-va-xa-hoi semiannual 10/6/None",
        "uy-ban-nhan-dan-cap-xa > phong-lao-dong-thuong-binh-va-xa-hoi annual 20/11/None",
    ]


def test_a_committee_that_marks_with_slashes() -> None:
    """A condition inside a target, a range, a request to lead, the money on its heading's line."""
    name = "women-committee-2024.txt"
    assert draft(name).plan.header.issuer == "binh-loc/ban-vi-su-tien-bo-cua-phu-nu"
    assert targets(name) == [
        "1 gteq 100 percent 2024",
        "2 gt 95 percent 2024",
        "3 gteq 80 percent 2024",
        "4 gteq 5 None 2024",
        "5 gteq 45 percent 2024",
    ]
    assert leads(name) == [
        "binh-loc/so-lao-dong-thuong-binh-va-xa-hoi lead indicator 2 indicator 4",
        "binh-loc/so-noi-vu lead indicator 1 indicator 3",
        "binh-loc/so-noi-vu coordinate indicator 5",
        "binh-loc/ban-to-chuc-tinh-uy lead indicator 5",
    ]
    assert reports(name) == [
        "so-lao-dong-thuong-binh-va-xa-hoi > uy-ban-quoc-gia uy-ban-nhan-dan-tinh once 10/12/2024",
        "ban-vi-su-tien-bo-cua-phu-nu-cac-cap-cac-nganh > so-lao-dong-thuong-binh-va-xa-hoi semiannual 15/6/None",
        "ban-vi-su-tien-bo-cua-phu-nu-cac-cap-cac-nganh > so-lao-dong-thuong-binh-va-xa-hoi annual 25/11/None",
    ]
    assert [f.sources for f in of(name, r.Funding) if isinstance(f, r.Funding)] == [[], ["state-budget"]]
    assert draft(name).leftovers == []


def test_a_ward_and_its_month_of_action() -> None:
    """ "Phòng ... chủ trì; Hội ..., Đoàn ... phối hợp": those before phối hợp lead nothing. The days of the month stand
    in a line of their own."""
    name = "action-month.txt"
    assert draft(name).plan.header.issuer == "tan-hung-loc/uy-ban-nhan-dan-cap-xa"
    assert [*of(name, r.Indicator), *of(name, r.Objective)] == []
    assert duties(name) == [
        "1.1 lead phong-van-hoa-xa-hoi-cap-xa",
        "1.2 other phong-van-hoa-xa-hoi-cap-xa",
        "2.1 advise phong-kinh-te-ha-tang-va-do-thi",
        "3.1 coordinate cong-an-cap-xa",
        "4.1 other tram-y-te-cap-xa",
        "5.1 coordinate uy-ban-mat-tran-to-quoc cac-to-chuc-chinh-tri-xa-hoi",
        "6.1 other ban-dieu-hanh-cac-khu-pho",
        "task-1 lead phong-van-hoa-xa-hoi-cap-xa + hoi-lien-hiep-phu-nu doan-thanh-nien-cong-san-ho-chi-minh",
        "task-2 lead trung-tam-cung-ung-dich-vu-cong-phuong",
        "task-3 lead hoi-lien-hiep-phu-nu + cong-an-cap-xa tram-y-te-cap-xa",
    ]
    (campaign,) = of(name, r.Campaign)
    assert isinstance(campaign, r.Campaign)
    assert (campaign.start_date, campaign.end_date) == ("2025-11-15", "2025-12-15")
    assert draft(name).leftovers == []


def test_indicators_grouped_by_year_and_objectives_assigned_in_a_list() -> None:
    """ "1.1. Đến năm 2025:" heads indicators; "Mục tiêu 3: do Sở Y tế chủ trì"; a strategy named in a place."""
    name = "grouped-by-year.txt"
    assert targets(name) == [
        "1.1 gteq 58 percent 2025",
        "1.2 gteq 18 percent 2025",
        "1.3 gteq 75 percent 2030",
        "1.4 gt 25 percent 2030",
        "2.1 gteq 45 percent 2025",
        "2.1 gteq 25 percent 2025",
        "2.2 lt 38 percent 2025",
        "2.3 gteq 55 percent 2030",
        "2.3 gteq 30 percent 2030",
        "2.4 lt 28 percent 2030",
        "3.1 eq 112 boys-per-100-girls 2025",
        "3.1 lteq 40 deaths-per-100000-live-births 2025",
        "3.2 lt 110 boys-per-100-girls 2030",
        "3.2 lteq 30 deaths-per-100000-live-births 2030",
    ]
    assert leads(name) == [
        "quang-yen/so-noi-vu lead objective 1",
        "quang-yen/so-lao-dong-thuong-binh-va-xa-hoi lead objective 2",
        "quang-yen/so-y-te lead objective 3",
    ]
    assert cited(name) == ["chien-luoc-quoc-gia-ve-binh-dang-gioi-2021-2030", "28-nq-cp-2021", "12-ctr-tu-2021"]
    assert draft(name).leftovers == []


def test_a_city_that_says_who_leads_behind_each_indicator() -> None:
    """ "... đạt 70%. Đơn vị chủ trì: Sở Nội vụ"; who leads the guidance of all leads none of them by that."""
    name = "city-2025-numbers.md"
    assert targets(name) == [
        "1 gteq 70 percent 2025",
        "2 gt 48 percent 2025",
        "3 gteq 28.5 percent 2025",
        "4 lteq 111.5 boys-per-100-girls 2025",
        "5 gteq 100 percent 2025",
        "5 gteq 65 percent 2025",
        "5 gteq 100 percent 2025",
        "6 gteq 2 None 2025",
    ]
    assert leads(name) == [
        "hai-van/so-lao-dong-thuong-binh-va-xa-hoi lead indicator 2",
        "hai-van/so-noi-vu lead indicator 1",
        "hai-van/so-lao-dong-thuong-binh-va-xa-hoi lead indicator 2",
        "hai-van/so-ke-hoach-va-dau-tu lead indicator 3",
        "hai-van/so-y-te lead indicator 4",
        "hai-van/so-van-hoa-va-the-thao lead indicator 5",
        "hai-van/uy-ban-nhan-dan-cap-huyen lead indicator 6",
    ]
    assert reports(name) == [
        "so-lao-dong-thuong-binh-va-xa-hoi > bo-lao-dong-thuong-binh-va-xa-hoi semiannual 20/6/2025",
        "so-lao-dong-thuong-binh-va-xa-hoi > bo-lao-dong-thuong-binh-va-xa-hoi annual 10/12/2025",
        "cac-so-ban-nganh > so-lao-dong-thuong-binh-va-xa-hoi None 15/6/None",
        "cac-so-ban-nganh > so-lao-dong-thuong-binh-va-xa-hoi once 1/12/2025",
    ]


def test_a_media_programme_on_a_web_page() -> None:
    """Bullets by year; "mỗi tháng ... 04 tin, bài" is a condition; duties begin with their agency."""
    name = "media-programme.html"
    assert targets(name) == [
        "1 gteq 100 percent 2025",
        "2 gt 70 percent 2025",
        "2 gteq 60 percent 2025",
        "3 gteq 90 percent 2025",
        "4 gteq 80 percent 2030",
        "4 gteq 75 percent 2030",
        "5 gt 90 percent 2030",
    ]
    assert duties(name) == [
        "1.1 lead so-lao-dong-thuong-binh-va-xa-hoi + so-thong-tin-va-truyen-thong cac-don-vi-lien-quan",
        "2.1 other so-thong-tin-va-truyen-thong",
        "3.1 lead so-giao-duc-va-dao-tao",
        "4.1 coordinate ban-dan-toc + so-lao-dong-thuong-binh-va-xa-hoi",
        "5.1 advise so-tai-chinh",
        "6.1 other uy-ban-nhan-dan-cap-huyen",
        "7.1 other uy-ban-mat-tran-to-quoc hoi-lien-hiep-phu-nu to-chuc-thanh-vien-mat-tran",
    ]
    assert cited(name) == ["chuong-trinh-truyen-thong-ve-binh-dang-gioi-den-nam-2030", "1790-qd-ttg-2021"]
    assert draft(name).leftovers == []


def test_an_appendix_that_assigns_the_indicators_said_before() -> None:
    """Rows that repeat an indicator in figures make none of their own; who "was told to lead" leads nothing by that."""
    name = "annex-of-indicators.txt"
    assert targets(name) == [
        "1.1 gteq 60 percent 2025",
        "2.1 gteq 50 percent 2025",
        "2.2 gteq 27 percent 2025",
        "3.1 lteq 1.7 times 2025",
        "3.2 gteq 80 percent 2025",
        "3.2 gteq 50 percent 2025",
        "4.1 eq 111 boys-per-100-girls 2025",
        "4.1 lteq 18 births-per-1000-women 2025",
    ]
    assert leads(name) == [
        "song-cam/so-noi-vu lead indicator 1.1",
        "song-cam/so-lao-dong-thuong-binh-va-xa-hoi lead indicator 2.1",
        "song-cam/so-ke-hoach-va-dau-tu lead indicator 2.2",
        "song-cam/so-y-te lead indicator 4.1",
    ]
    assert duties(name)[4:] == [
        "1.1 lead so-lao-dong-thuong-binh-va-xa-hoi",
        "2.1 lead so-tai-chinh + cac-don-vi-lien-quan",
        "3.1 other cac-so-ban-nganh",
        "4.1 other uy-ban-nhan-dan-cap-huyen",
    ]
    assert draft(name).leftovers == []


def test_a_province_of_two_tiers_that_numbers_indicators_by_their_marks() -> None:
    """ "Chỉ tiêu 2.3" is the mark of the third indicator; two agencies in one duty each lead one."""
    name = "commune-era.txt"
    assert targets(name) == [
        "1 gteq 85 percent 2026",
        "2 gteq 60 percent 2026",
        "3 gteq 100 percent 2026",
        "3 gteq 2 None 2026",
        "5 lt 0.5 percent 2026",
    ]
    assert leads(name) == [
        "bac-nguyen/so-noi-vu lead indicator 3",
        "bac-nguyen/cong-an-tinh lead indicator 2",
        "bac-nguyen/so-van-hoa-the-thao-va-du-lich lead indicator 4",
        "bac-nguyen/so-dan-toc-va-ton-giao lead indicator 5",
        "bac-nguyen/so-y-te lead indicator 1",
    ]
    assert reports(name) == [
        "so-noi-vu > uy-ban-nhan-dan-tinh bo-noi-vu semiannual 10/6/None",
        "so-noi-vu > uy-ban-nhan-dan-tinh bo-noi-vu annual 10/12/2026",
        "uy-ban-nhan-dan-cap-xa > so-noi-vu None 1/6/None",
        "uy-ban-nhan-dan-cap-xa > so-noi-vu once 1/12/2026",
    ]
    assert draft(name).leftovers == []
