"""The terms the code speaks of, closed: a misspelt term is an error of the type checker, and at run time.

Plain strings, so that neither rdflib nor pyoxigraph is imported for a name. A test holds `BDG` equal to
`ontology/bdg.ttl`.
"""

# ruff: noqa: N815 - the names are those of the vocabularies

from typing import Final

BASE: Final = "https://w3id.org/bdg/"
ID: Final = BASE + "id/"
GRAPH: Final = ID + "graph/"


class BDG:
    """The project's own terms (`ontology/bdg.ttl`)."""

    namespace: Final = BASE + "ontology#"
    Document: Final = namespace + "Document"
    Plan: Final = namespace + "Plan"
    PlanPart: Final = namespace + "PlanPart"
    Source: Final = namespace + "Source"
    Objective: Final = namespace + "Objective"
    Indicator: Final = namespace + "Indicator"
    Target: Final = namespace + "Target"
    Responsibility: Final = namespace + "Responsibility"
    Task: Final = namespace + "Task"
    Citation: Final = namespace + "Citation"
    ReportingDuty: Final = namespace + "ReportingDuty"
    Funding: Final = namespace + "Funding"
    Campaign: Final = namespace + "Campaign"
    Addressee: Final = namespace + "Addressee"
    Signatory: Final = namespace + "Signatory"
    Passage: Final = namespace + "Passage"
    Metric: Final = namespace + "Metric"
    Unit: Final = namespace + "Unit"
    AgencyType: Final = namespace + "AgencyType"
    Agency: Final = namespace + "Agency"
    Place: Final = namespace + "Place"
    Topic: Final = namespace + "Topic"
    Domain: Final = namespace + "Domain"
    Role: Final = namespace + "Role"
    DocumentType: Final = namespace + "DocumentType"
    TaskKind: Final = namespace + "TaskKind"
    BeneficiaryGroup: Final = namespace + "BeneficiaryGroup"
    CitationUse: Final = namespace + "CitationUse"
    Level: Final = namespace + "Level"
    Frequency: Final = namespace + "Frequency"
    FundingSource: Final = namespace + "FundingSource"
    AddresseeKind: Final = namespace + "AddresseeKind"
    ReviewState: Final = namespace + "ReviewState"
    PlaceType: Final = namespace + "PlaceType"
    Direction: Final = namespace + "Direction"
    Comparator: Final = namespace + "Comparator"
    documentNumber: Final = namespace + "documentNumber"
    documentType: Final = namespace + "documentType"
    issuer: Final = namespace + "issuer"
    place: Final = namespace + "place"
    promulgatedBy: Final = namespace + "promulgatedBy"
    note: Final = namespace + "note"
    periodStart: Final = namespace + "periodStart"
    periodEnd: Final = namespace + "periodEnd"
    source: Final = namespace + "source"
    reviewState: Final = namespace + "reviewState"
    notStated: Final = namespace + "notStated"
    evidence: Final = namespace + "evidence"
    agencyEvidence: Final = namespace + "agencyEvidence"
    inPlan: Final = namespace + "inPlan"
    sha256: Final = namespace + "sha256"
    number: Final = namespace + "number"
    general: Final = namespace + "general"
    text: Final = namespace + "text"
    domain: Final = namespace + "domain"
    ofObjective: Final = namespace + "ofObjective"
    ofIndicator: Final = namespace + "ofIndicator"
    metric: Final = namespace + "metric"
    leadNotStated: Final = namespace + "leadNotStated"
    comparator: Final = namespace + "comparator"
    value: Final = namespace + "value"
    unit: Final = namespace + "unit"
    dueYear: Final = namespace + "dueYear"
    baselineValue: Final = namespace + "baselineValue"
    baselineYear: Final = namespace + "baselineYear"
    beneficiary: Final = namespace + "beneficiary"
    agency: Final = namespace + "agency"
    role: Final = namespace + "role"
    covers: Final = namespace + "covers"
    scope: Final = namespace + "scope"
    partner: Final = namespace + "partner"
    topic: Final = namespace + "topic"
    taskKind: Final = namespace + "taskKind"
    partOf: Final = namespace + "partOf"
    document: Final = namespace + "document"
    citationUse: Final = namespace + "citationUse"
    citedNumber: Final = namespace + "citedNumber"
    citedDate: Final = namespace + "citedDate"
    citedTitle: Final = namespace + "citedTitle"
    citedIssuer: Final = namespace + "citedIssuer"
    reportsTo: Final = namespace + "reportsTo"
    through: Final = namespace + "through"
    frequency: Final = namespace + "frequency"
    dueMonth: Final = namespace + "dueMonth"
    dueDay: Final = namespace + "dueDay"
    fundingSource: Final = namespace + "fundingSource"
    startDate: Final = namespace + "startDate"
    endDate: Final = namespace + "endDate"
    startMonth: Final = namespace + "startMonth"
    startDay: Final = namespace + "startDay"
    endMonth: Final = namespace + "endMonth"
    endDay: Final = namespace + "endDay"
    addresseeKind: Final = namespace + "addresseeKind"
    position: Final = namespace + "position"
    onBehalfOf: Final = namespace + "onBehalfOf"
    desiredDirection: Final = namespace + "desiredDirection"
    expectedUnit: Final = namespace + "expectedUnit"
    minValue: Final = namespace + "minValue"
    maxValue: Final = namespace + "maxValue"
    level: Final = namespace + "level"
    collective: Final = namespace + "collective"
    agencyType: Final = namespace + "agencyType"
    placeType: Final = namespace + "placeType"
    derived: Final = namespace + "derived"
    leadAgency: Final = namespace + "leadAgency"
    coordinatingAgency: Final = namespace + "coordinatingAgency"
    dataAgency: Final = namespace + "dataAgency"
    quotation: Final = namespace + "quotation"
    speaksOf: Final = namespace + "speaksOf"
    basedOn: Final = namespace + "basedOn"
    carriesOut: Final = namespace + "carriesOut"
    cites: Final = namespace + "cites"
    Strategy: Final = namespace + "Strategy"
    Confidence: Final = namespace + "Confidence"
    confidence: Final = namespace + "confidence"
    rank: Final = namespace + "rank"
    approximate: Final = namespace + "approximate"
    citedAs: Final = namespace + "citedAs"
    Change: Final = namespace + "Change"
    PlaceChange: Final = namespace + "PlaceChange"
    PlaceStatusChange: Final = namespace + "PlaceStatusChange"
    AgencyTypeChange: Final = namespace + "AgencyTypeChange"
    AgencyChange: Final = namespace + "AgencyChange"
    PlaceCode: Final = namespace + "PlaceCode"
    effectiveDate: Final = namespace + "effectiveDate"
    instrument: Final = namespace + "instrument"
    originalPlace: Final = namespace + "originalPlace"
    resultingPlace: Final = namespace + "resultingPlace"
    changedPlace: Final = namespace + "changedPlace"
    newPlaceType: Final = namespace + "newPlaceType"
    originalType: Final = namespace + "originalType"
    resultingType: Final = namespace + "resultingType"
    validFrom: Final = namespace + "validFrom"
    validUntil: Final = namespace + "validUntil"
    codeOf: Final = namespace + "codeOf"
    officialName: Final = namespace + "officialName"
    succeededBy: Final = namespace + "succeededBy"
    ultimateSuccessor: Final = namespace + "ultimateSuccessor"


class SKOS:
    """W3C SKOS."""

    namespace: Final = "http://www.w3.org/2004/02/skos/core#"
    Concept: Final = namespace + "Concept"
    ConceptScheme: Final = namespace + "ConceptScheme"
    prefLabel: Final = namespace + "prefLabel"
    altLabel: Final = namespace + "altLabel"
    definition: Final = namespace + "definition"
    example: Final = namespace + "example"
    notation: Final = namespace + "notation"
    inScheme: Final = namespace + "inScheme"
    broader: Final = namespace + "broader"
    related: Final = namespace + "related"
    closeMatch: Final = namespace + "closeMatch"
    exactMatch: Final = namespace + "exactMatch"


class DCTERMS:
    """Dublin Core terms."""

    namespace: Final = "http://purl.org/dc/terms/"
    title: Final = namespace + "title"
    issued: Final = namespace + "issued"
    description: Final = namespace + "description"
    source: Final = namespace + "source"
    license: Final = namespace + "license"


class OA:
    """W3C Web Annotation."""

    namespace: Final = "http://www.w3.org/ns/oa#"
    hasSource: Final = namespace + "hasSource"
    start: Final = namespace + "start"
    end: Final = namespace + "end"
    exact: Final = namespace + "exact"
    prefix: Final = namespace + "prefix"
    suffix: Final = namespace + "suffix"


class PROV:
    """W3C PROV-O."""

    namespace: Final = "http://www.w3.org/ns/prov#"
    wasDerivedFrom: Final = namespace + "wasDerivedFrom"


class ODRL:
    """W3C ODRL: its operators are the comparators."""

    namespace: Final = "http://www.w3.org/ns/odrl/2/"
    gteq: Final = namespace + "gteq"
    gt: Final = namespace + "gt"
    lteq: Final = namespace + "lteq"
    lt: Final = namespace + "lt"
    eq: Final = namespace + "eq"


class ORG:
    """W3C Organization ontology."""

    namespace: Final = "http://www.w3.org/ns/org#"
    originalOrganization: Final = namespace + "originalOrganization"
    resultingOrganization: Final = namespace + "resultingOrganization"


class FOAF:
    """FOAF."""

    namespace: Final = "http://xmlns.com/foaf/0.1/"
    name: Final = namespace + "name"


class RDF:
    """W3C RDF."""

    namespace: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    type: Final = namespace + "type"
    langString: Final = namespace + "langString"


class XSD:
    """W3C XML Schema datatypes: the only ones that data use."""

    namespace: Final = "http://www.w3.org/2001/XMLSchema#"
    string: Final = namespace + "string"
    integer: Final = namespace + "integer"
    decimal: Final = namespace + "decimal"
    gYear: Final = namespace + "gYear"
    date: Final = namespace + "date"
    boolean: Final = namespace + "boolean"


PREFIXES: Final[dict[str, str]] = {
    "bdg": BDG.namespace,
    "metric": ID + "metric/",
    "unit": ID + "unit/",
    "role": ID + "role/",
    "type": ID + "document-type/",
    "domain": ID + "domain/",
    "topic": ID + "topic/",
    "kind": ID + "task-kind/",
    "group": ID + "beneficiary-group/",
    "use": ID + "citation-use/",
    "agency-type": ID + "agency-type/",
    "level": ID + "level/",
    "frequency": ID + "frequency/",
    "fund": ID + "funding-source/",
    "addressee-kind": ID + "addressee-kind/",
    "review": ID + "review-state/",
    "confidence": ID + "confidence/",
    "place-type": ID + "place-type/",
    "direction": ID + "direction/",
    "place": ID + "place/",
    "place-code": ID + "place-code/",
    "change": ID + "change/",
    "document": ID + "document/",
    "scheme": ID + "scheme/",
    "skos": SKOS.namespace,
    "dcterms": DCTERMS.namespace,
    "oa": OA.namespace,
    "odrl": ODRL.namespace,
    "prov": PROV.namespace,
    "org": ORG.namespace,
    "foaf": FOAF.namespace,
    "rdf": RDF.namespace,
    "xsd": XSD.namespace,
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "http://schema.org/",
    "owl": "http://www.w3.org/2002/07/owl#",
}
