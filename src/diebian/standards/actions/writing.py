"""The rows of an edition. Called by ``load_edition`` alone, in its transaction."""

from collections.abc import Iterable
from datetime import datetime

from diebian.standards.models import (
    Category,
    CheckItem,
    CheckItemPlaceType,
    Crosswalk,
    Edition,
    Framework,
    Indicator,
    SampleMinimum,
    TimeLimit,
)
from diebian.standards.problems import EditionMissing, PackRefused
from diebian.standards.rules.crossings import crosswalk_faults
from diebian.standards.terms import Pack

BATCH = 500


def write_edition(pack: Pack, *, framework: Framework, at: datetime) -> Edition:
    """The rows of an edition. Raises ``EditionMissing``, ``PackRefused`` when a crosswalk's ends are not there."""
    edition = Edition(
        framework=framework,
        label=pack.label,
        year=pack.year,
        note=pack.note,
        source=pack.source,
        certainty=pack.certainty,
        sources=dict(pack.sources),
        content_sha256=pack.content_sha256,
        loaded_at=at,
    )
    edition.save()
    _write_items(pack, edition, _write_indicators(pack, edition))
    _write_samples(pack, edition)
    _write_limits(pack, _write_categories(pack, edition))
    _write_links(pack, edition)
    return edition


def _write_indicators(pack: Pack, edition: Edition) -> dict[str, Indicator]:
    made: dict[str, Indicator] = {}
    for position, spec in enumerate(pack.indicators):
        made[spec.code] = Indicator(
            edition=edition,
            parent=made.get(spec.parent_code),
            code=spec.code,
            name=spec.name,
            english=spec.english,
            position=position,
            source=spec.source,
            certainty=spec.certainty,
        )
        made[spec.code].save()
    return made


def _write_items(pack: Pack, edition: Edition, indicators: dict[str, Indicator]) -> None:
    rows = [
        CheckItem(
            edition=edition,
            indicator=indicators[spec.indicator_code],
            code=spec.code,
            text=spec.text,
            english=spec.english,
            method=spec.method,
            kind=spec.rule.kind,
            threshold=dict(spec.threshold),
            deduction=dict(spec.deduction),
            deduction_source=spec.deduction_source,
            deduction_certainty=spec.deduction_certainty,
            points_e2=spec.rule.deduction.points_e2,
            sampling_rule=spec.sampling,
            exceptions=list(spec.exceptions),
            tip=spec.tip,
            category_code=spec.category_code,
            is_local=spec.is_local,
            source=spec.source,
            certainty=spec.certainty,
            position=position,
        )
        for position, spec in enumerate(pack.items)
    ]
    made = CheckItem.objects.bulk_create(rows, batch_size=BATCH)
    CheckItemPlaceType.objects.bulk_create(
        [
            CheckItemPlaceType(check_item=row, place_type_code=code)
            for row, spec in zip(made, pack.items, strict=True)
            for code in spec.place_types
        ],
        batch_size=BATCH,
    )


def _write_samples(pack: Pack, edition: Edition) -> None:
    SampleMinimum.objects.bulk_create(
        [
            SampleMinimum(
                edition=edition,
                subject_code=spec.subject_code,
                subject=spec.subject,
                population_from=spec.population_from,
                minimum=spec.minimum,
                source=spec.source,
                certainty=spec.certainty,
                position=position,
            )
            for position, spec in enumerate(pack.samples)
        ],
        batch_size=BATCH,
    )


def _write_categories(pack: Pack, edition: Edition) -> dict[str, Category]:
    rows = [
        Category(
            edition=edition,
            code=spec.code,
            parent_code=spec.parent_code,
            name=spec.name,
            english=spec.english,
            kind=spec.kind,
            is_local=spec.is_local,
            source=spec.source,
            certainty=spec.certainty,
            position=position,
        )
        for position, spec in enumerate(pack.categories)
    ]
    return {row.code: row for row in Category.objects.bulk_create(rows, batch_size=BATCH)}


def _write_limits(pack: Pack, categories: dict[str, Category]) -> None:
    TimeLimit.objects.bulk_create(
        [
            TimeLimit(
                category=categories[spec.category_code],
                limit_set=spec.limit_set,
                level=spec.level,
                stage=spec.stage,
                variant=spec.variant,
                is_main=spec.is_main,
                amount=spec.amount,
                unit=spec.unit,
                condition=spec.condition,
                reason=spec.reason,
                source=spec.source,
                certainty=spec.certainty,
                position=position,
            )
            for position, spec in enumerate(pack.limits)
        ],
        batch_size=BATCH,
    )


def _write_links(pack: Pack, edition: Edition) -> None:
    items = _items_of(pack)
    faults = crosswalk_faults(pack.links, known=items)
    if faults:
        raise PackRefused(name=pack.framework_code, faults=faults)
    Crosswalk.objects.bulk_create(
        [
            Crosswalk(
                edition=edition,
                topic=link.topic,
                from_item_id=items[link.from_framework, link.from_code],
                to_item_id=items[link.to_framework, link.to_code],
                relation=link.relation,
                position=position,
            )
            for position, link in enumerate(pack.links)
        ],
        batch_size=BATCH,
    )


def _items_of(pack: Pack) -> dict[tuple[str, str], int]:
    """The items of the editions that a crosswalk names, by framework and code."""
    editions = [_named(framework, label) for framework, label in pack.based_on.items()]
    rows: Iterable[tuple[str, str, int]] = (
        CheckItem.objects.filter(edition__in=editions)
        .order_by("id")
        .values_list("edition__framework__code", "code", "id")
    )
    return {(framework, code): pk for framework, code, pk in rows}


def _named(framework: str, label: str) -> Edition:
    edition = Edition.objects.filter(framework__code=framework, label=label).order_by("id").first()
    if edition is None:
        raise EditionMissing(framework=framework, label=label)
    return edition  # type: ignore[no-any-return]
