package content

import (
	"path"
	"strings"
)

// strays reads the files of a document that nothing else has read, each as a body of its own:
// what programs do not put there, a person did.
func (a *archive) strays() error {
	for i := range a.files {
		f := a.files[i]
		if a.opened[f.name] || strings.HasSuffix(f.name, "/") || isFurniture(f.name) {
			continue
		}
		if err := a.body(f); err != nil {
			return err
		}
	}
	return nil
}

// isFurniture tells the files of Office and OpenDocument files that say how a document looks
// and is put together, and pictures, which are noted elsewhere.
func isFurniture(name string) bool {
	if strings.HasSuffix(name, ".rels") {
		return true
	}
	for _, pattern := range []string{
		`\[Content_Types\].xml`, "mimetype", "manifest.rdf", "META-INF/*.xml", "settings.xml", "layout-cache", "Thumbnails/*.png",
		"Configurations2/*/*.xml", "Configurations2/accelerator/*", "Object*/styles.xml", "Object*/settings.xml", "Object*/meta.xml", "ObjectReplacements/*", "Pictures/*",
		"docProps/app.xml", "docProps/thumbnail.*", "docMetadata/LabelInfo.xml", "customXml/itemProps*.xml",
		"*/styles.xml", "*/stylesWithEffects.xml", "*/settings.xml", "*/webSettings.xml", "*/fontTable.xml", "*/numbering.xml", "*/people.xml",
		"*/commentsExtended.xml", "*/commentsIds.xml", "*/commentsExtensible.xml", "*/vbaData.xml", "*/commentAuthors.xml", "*/authors.xml",
		"*/presentation.xml", "*/presProps.xml", "*/viewProps.xml", "*/tableStyles.xml", "*/revisionInfo.xml", "*/calcChain.xml", "*/metadata.xml", "*/connections.xml",
		"*/glossary/styles.xml", "*/glossary/settings.xml", "*/glossary/webSettings.xml", "*/glossary/fontTable.xml", "*/glossary/numbering.xml",
		"*/theme/theme*.xml", "*/theme/themeOverride*.xml", "*/fonts/*.odttf", "*/fonts/*.fntdata", "*/media/*", "*/theme/media/*",
		"*/printerSettings/*.bin", "*/persons/person*.xml", "*/richData/*.xml", "*/tags/tag*.xml", "*/changesInfos/changesInfo*.xml",
		"*/slideLayouts/slideLayout*.xml", "*/slideMasters/slideMaster*.xml", "*/notesMasters/notesMaster*.xml", "*/handoutMasters/handoutMaster*.xml",
		"*/charts/style*.xml", "*/charts/colors*.xml", "*/diagrams/layout*.xml", "*/diagrams/quickStyle*.xml", "*/diagrams/colors*.xml", "*/diagrams/drawing*.xml",
		"*/drawings/vmlDrawing*.vml", "*/activeX/activeX*.xml", "*/activeX/activeX*.bin", "*/ctrlProps/ctrlProp*.xml", "*/ink/ink*.xml",
		"*/pivotTables/pivotTable*.xml", "*/slicers/slicer*.xml", "*/slicerCaches/slicerCache*.xml", "*/queryTables/queryTable*.xml",
		"*/tables/table*.xml", "*/pivotCache/pivotCacheDefinition*.xml", "*/pivotCache/pivotCacheRecords*.xml", "*/externalLinks/externalLink*.xml",
	} {
		if matched, _ := path.Match(pattern, name); matched {
			return true
		}
	}
	return false
}
