"""The personas' careers, written by hand; the rules fill in the wages."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from citizens.demo.workplaces import Workplace
from insurance.demo.careers import Career, Cover, Job, Voluntary
from insurance.demo.lives import child_cover_end
from insurance.demo.pay import UNIVERSITY, Contract, StateScale
from insurance.models import Source
from insurance.rules.months import month_index

Workplaces = dict[str, Workplace]


def month(year: int, number: int) -> int:
    return month_index(date(year, number, 1))


def worker(at: Workplaces) -> Career:
    """Two factories with half a year between them, and leave for a child born on 2021-05-20."""
    shoes, garment = month(2013, 6), month(2016, 3)
    return Career(
        jobs=[
            Job(shoes, month(2015, 9), at["shoes-dn"], "Công nhân may mũ giày", Contract(112, shoes)),
            Job(garment, None, at["garment-dn"], "Công nhân may", Contract(118, garment, 5, 18)),
        ],
        leaves=[(month(2021, 5), month(2021, 11))],
        covers=[
            Cover(month(2015, 10), month(2016, 1), "TN"),
            Cover(month(2009, 7), month(2012, 10), "HS"),
        ],
    )


def driver(at: Workplaces) -> Career:
    """Four employers, long gaps, and a last one that owes its latest months."""
    first, second, third, last = month(2008, 4), month(2012, 9), month(2018, 6), month(2022, 3)
    return Career(
        jobs=[
            Job(first, month(2011, 2), at["transport-hcm"], "Phụ xe", Contract(110, first)),
            Job(second, month(2017, 8), at["logistics-hcm"], "Lái xe tải", Contract(150, second)),
            Job(third, month(2020, 5), at["logistics-hcm"], "Lái xe đầu kéo", Contract(175, third)),
            Job(last, None, at["late-hcm"], "Lái xe đầu kéo", Contract(180, last, 8, 24)),
        ],
        corrections=[(month(2023, 2), month(2023, 4))],
        covers=[
            Cover(month(2020, 5), month(2020, 11), "TN"),
            Cover(month(2020, 12), month(2021, 12), "GD", Source.COLLECTION_AGENT),
        ],
    )


def teacher(at: Workplaces) -> Career:
    """One school on the State pay scale since before the record began, deputy head for some years."""
    began = month(1992, 9)
    deputy = month(2014, 9)
    return Career(
        jobs=[
            Job(
                month(1995, 1),
                deputy,
                at["school-na"],
                "Giáo viên",
                StateScale(UNIVERSITY, began, teacher=True),
            ),
            Job(
                deputy,
                None,
                at["school-na"],
                "Phó hiệu trưởng",
                StateScale(UNIVERSITY, began, Decimal("0.35"), teacher=True),
            ),
        ],
        leaves=[(month(1997, 3), month(1997, 7))],
    )


def pensioner(at: Workplaces) -> Career:
    """A shipyard for life; reached 60 in April 2020."""
    began = month(1995, 1)
    foreman = month(2006, 7)
    return Career(
        jobs=[
            Job(began, foreman, at["machinery-hp"], "Thợ hàn", Contract(150, began)),
            Job(foreman, month(2020, 5), at["machinery-hp"], "Đốc công", Contract(230, foreman, 6, 24)),
        ],
        covers=[Cover(month(2020, 5), None, "HT")],
    )


def farmer(at: Workplaces) -> Career:
    """Three years in a fish factory, then the field; voluntary since the State helps, with one pause."""
    factory = month(2003, 5)
    return Career(
        jobs=[Job(factory, month(2006, 8), at["seafood-dt"], "Công nhân chế biến", Contract(110, factory))],
        voluntary=[
            Voluntary(month(2018, 1), month(2021, 7), 700_000),
            Voluntary(month(2022, 1), None, 2_000_000),
        ],
        covers=[
            Cover(month(2022, 1), None, "CN"),
            Cover(month(2016, 2), month(2022, 1), "GB", Source.COLLECTION_AGENT),
        ],
    )


def mother(at: Workplaces) -> Career:
    """An accountant with two leaves, for children born on 2018-04-12 and 2022-10-03."""
    first, second = month(2012, 10), month(2016, 5)
    return Career(
        jobs=[
            Job(first, month(2016, 5), at["garment-dad"], "Nhân viên kế toán", Contract(160, first)),
            Job(second, None, at["trade-dad"], "Kế toán viên", Contract(210, second, 12, 18)),
        ],
        leaves=[(month(2018, 4), month(2018, 10)), (month(2022, 10), month(2023, 4))],
    )


def student(at: Workplaces) -> Career:
    """Child's card, pupil's card, student's card."""
    born = date(2006, 7, 7)
    return Career(
        covers=[
            Cover(month_index(born), child_cover_end(born), "TE"),
            Cover(child_cover_end(born), month(2024, 10), "HS"),
            Cover(month(2024, 10), month(2028, 7), "SV"),
        ],
    )


def clerk(at: Workplaces) -> Career:
    """Begins at a shop floor's office, now in charge of insurance papers at the worker's factory."""
    first, second = month(2014, 7), month(2017, 2)
    return Career(
        jobs=[
            Job(first, second, at["furniture-dn"], "Nhân viên văn phòng", Contract(135, first)),
            Job(second, None, at["garment-dn"], "Nhân viên nhân sự", Contract(185, second, 10, 24)),
        ],
    )


def owner(at: Workplaces) -> Career:
    """Runs the worker's factory since it began."""
    began = month(2006, 3)
    return Career(jobs=[Job(began, None, at["garment-dn"], "Giám đốc", Contract(320, began, 15, 24))])


def viewer(at: Workplaces) -> Career:
    """Keeps the factory's books since she left school."""
    began = month(2018, 8)
    return Career(jobs=[Job(began, None, at["garment-dn"], "Kế toán viên", Contract(165, began, 8, 24))])


def first_book(at: Workplaces) -> Career:
    """The first of two books of one man (citizens/demo/twice.py): a shoe factory, until it let him go."""
    began = month(2006, 3)
    return Career(
        jobs=[Job(began, month(2013, 4), at["shoes-dn"], "Công nhân mũ giày", Contract(108, began))]
    )


def second_book(at: Workplaces) -> Career:
    """The second: declared as new while the first employer still counted him; both hold those two months."""
    began = month(2013, 2)
    return Career(
        jobs=[Job(began, None, at["garment-dn"], "Thợ bảo trì chuyền", Contract(140, began, 6, 24))]
    )


CAREERS: dict[str, Callable[[Workplaces], Career]] = {
    "worker": worker,
    "driver": driver,
    "teacher": teacher,
    "pensioner": pensioner,
    "farmer": farmer,
    "mother": mother,
    "student": student,
    "clerk": clerk,
    "owner": owner,
    "viewer": viewer,
}
